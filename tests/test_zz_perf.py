import asyncio, time, collections, os
import pytest
from decimal import Decimal
from tests.helpers import *
from custom_components.iletimerkezi.sms import OutgoingSms
N=int(os.environ.get("N","10000"))
class Probe:
    def __init__(self): self.rec=collections.defaultdict(list); self.phase="start"
    def install(self, mp):
        orig=asyncio.events.Handle._run
        probe=self
        def _run(h):
            cb=h._callback
            t=time.thread_time(); probe.gc=0
            orig(h)
            d=(time.thread_time()-t)*1000-probe.gc
            if d>3: probe.rec[probe.phase].append((d,name(cb)))
        mp.setattr(asyncio.events.Handle,"_run",_run)
def name(cb):
    s=getattr(cb,"__self__",None)
    if isinstance(s,asyncio.Task):
        c=s.get_coro(); return f"task {getattr(c,'__qualname__',c)}"
    if cb is None: return "cancelled"
    return getattr(cb,"__qualname__",repr(cb))[:100]
def report(p):
    for ph,items in p.rec.items():
        g=collections.defaultdict(list)
        for d,n in items: g[n].append(d)
        print("==",ph)
        for n,ds in sorted(g.items(), key=lambda x:-max(x[1]))[:12]: print(f"   {max(ds):8.1f} ms max  x{len(ds)} >3ms   {n}")
async def test_perf(hass, simulator, monkeypatch):
    hass.loop.set_debug(False)
    simulator.account.balance=Decimal(10**7)
    p=Probe(); p.install(monkeypatch)
    import gc
    st=[0]
    def cb(ph,info):
        if ph=="start": st[0]=time.thread_time()
        else:
            d=(time.thread_time()-st[0])*1000
            p.gc=getattr(p,"gc",0)+d
            if d>3: p.rec[p.phase].append((d,"GC gen %s"%info["generation"]))
    gc.callbacks.append(cb)
    entry=await set_up(hass, account_entry(simulator, delivery_reports=True, retry_minutes=int(os.environ.get("RM","60"))))
    await simulator.cut_line()
    p.phase="burst 10000 in one turn, line cut"
    ob=entry.runtime_data.outbox
    if os.environ.get("SPREAD"):
        tasks=[]
        for i in range(N):
            tasks.append(hass.loop.create_task(ob.async_send(OutgoingSms(text=f"Alarm {i} kapı açık", recipients={ANNE:"Anne"}, sender="EVIM", commercial_list=None))))
            if i%10==0: await asyncio.sleep(0)
    else:
        tasks=[hass.loop.create_task(ob.async_send(OutgoingSms(text=f"Alarm {i} kapı açık", recipients={ANNE:"Anne"}, sender="EVIM", commercial_list=None))) for i in range(N)]
    t=time.perf_counter()
    await asyncio.wait(tasks); print("all told after", time.perf_counter()-t)
    p.phase="waiting 32 s"
    await asyncio.sleep(32)
    p.phase="wall clock set"
    real=time.time
    monkeypatch.setattr(time,"time",lambda: real()+7200)
    await asyncio.sleep(17)
    p.phase="unload"
    t=time.perf_counter()
    await hass.config_entries.async_unload(entry.entry_id); print("unload", time.perf_counter()-t)
    p.phase="set up with 10000 waiting"
    t=time.perf_counter()
    await hass.config_entries.async_setup(entry.entry_id); print("setup", time.perf_counter()-t)
    await asyncio.sleep(3)
    if os.environ.get("RM"):
        p.phase="expire"
        while entry.runtime_data.outbox.pending: await asyncio.sleep(.5)
    else:
        p.phase="line back, 100/s"
        await simulator.restore_line()
        t=time.perf_counter()
        while len(simulator.messages)<N: await asyncio.sleep(.5)
        print("sent in", time.perf_counter()-t)
        await asyncio.sleep(2)
    report(p)
