// The phone: which SMS arrived, on which of the phones, and whether for good.

import { byId, make, Rows, send } from "./dom.js";
import { clockTime, currentLanguage, dayName, phoneNumber, word } from "./words.js";

const MAX_BUBBLES = 200;
const TICKS = { 110: "✓", 111: "✓✓", 112: "✗" };

const messages = new Map(); // by id, in the order of arrival
const chips = new Rows(byId("chips"));
const rows = new Rows(byId("thread"));
let chosen = null; // a number, or null for all phones
let off = new Set();

export function setUpPhone(applySettings) {
  byId("address").textContent = location.origin;
  byId("off-switch").addEventListener("change", async (event) => {
    const numbers = new Set(off);
    numbers[event.target.checked ? "add" : "delete"](chosen);
    applySettings(await send("delivery", { undeliverable: [...numbers] }));
  });
  showClock();
  setInterval(showClock, 5000);
}

function showClock() {
  byId("clock").textContent = clockTime(Date.now() / 1000, { withSeconds: false });
}

export function showPhones(settings) {
  off = new Set(settings.undeliverable);
  drawOwner();
}

export function forgetMessages() {
  messages.clear();
  rows.show([]); // a simulator that was started anew counts from one again
}

/** Take an SMS that is new, or that has moved on. */
export function noteMessage(message, { isNew = true } = {}) {
  const known = messages.get(message.id);
  messages.set(message.id, { ...message, fresh: isNew && !known });
  if (!known && isNew) buzz();
  for (const id of messages.keys()) {
    if (messages.size <= MAX_BUBBLES) break;
    messages.delete(id);
  }
}

function buzz() {
  const phone = byId("phone");
  phone.classList.remove("buzz");
  requestAnimationFrame(() => phone.classList.add("buzz"));
}

function numbers() {
  return [...new Set([...messages.values()].map((message) => message.number))].sort();
}

function count(number) {
  return [...messages.values()].filter((message) => !number || message.number === number).length;
}

export function drawPhone() {
  if (chosen && !numbers().includes(chosen)) chosen = null;
  drawChips();
  drawOwner();
  drawThread();
}

function drawChips() {
  const shown = [null, ...numbers()];
  chips.show(shown.map((number) => [`${number} ${currentLanguage()}`, () => chip(number)]));
  shown.forEach((number, index) => {
    const button = byId("chips").children[index];
    button.setAttribute("aria-pressed", String(number === chosen));
    button.lastChild.textContent = String(count(number));
  });
}

function chip(number) {
  const button = make("button", "chip");
  button.type = "button";
  button.append(make("span", "", number ? phoneNumber(number) : word("all")), make("b"));
  button.addEventListener("click", () => {
    chosen = number;
    drawPhone();
    byId("thread").scrollTop = byId("thread").scrollHeight;
  });
  return button;
}

function drawOwner() {
  const isOff = off.has(chosen);
  byId("owner").textContent = chosen ? phoneNumber(chosen) : word("allPhones");
  byId("owner-note").textContent = chosen
    ? word("nMessages")(count(chosen))
    : word("nPhones")(numbers().length);
  if (isOff) byId("owner-note").textContent = word("offNote");
  byId("face").textContent = chosen ? chosen.slice(-2) : "∗";
  byId("phone").classList.toggle("switched-off", isOff);
  byId("off").hidden = !chosen;
  byId("free").hidden = Boolean(chosen);
  byId("off-switch").checked = isOff;
}

function drawThread() {
  const thread = byId("thread");
  const atEnd = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80;
  const shown = [...messages.values()].filter((message) => !chosen || message.number === chosen);
  const wanted = [];
  let before = null;
  for (const message of shown) {
    const day = dayName(message.at);
    if (!before || dayName(before.at) !== day) {
      wanted.push([`${day} ${message.id}`, () => make("p", "day", day)]);
      before = null;
    }
    const named = isNamed(message, before);
    const key = [message.id, message.state, named, chosen, currentLanguage()].join(" ");
    wanted.push([key, () => bubble(message, named)]);
    before = message;
  }
  byId("empty").hidden = shown.length > 0;
  thread.hidden = shown.length === 0;
  rows.show(wanted);
  if (atEnd || shown.length < 2) thread.scrollTop = thread.scrollHeight;
}

/** The same sender to the same phone is named once. */
function isNamed(message, before) {
  return before?.sender !== message.sender || (!chosen && before?.number !== message.number);
}

function bubble(message, named) {
  const row = make("article", "sms");
  row.classList.toggle("fresh", message.fresh);
  row.classList.toggle("failed", message.state === 112);
  message.fresh = false;
  if (named) {
    const head = make("p", "from");
    head.append(make("strong", "", message.sender));
    if (!chosen) head.append(make("span", "", `→ ${phoneNumber(message.number)}`));
    row.append(head);
  }
  row.append(make("p", "text", message.text));
  const foot = make("p", "foot");
  const ticks = make("span", `ticks s${message.state}`, TICKS[message.state]);
  ticks.title = word(message.state);
  foot.append(
    make("time", "", clockTime(message.at)),
    make("span", message.parts > 1 ? "many" : "", word("parts")(message.parts)),
    make("span", "", `#${message.order_id}`),
    make("span", "state", word(message.state)),
    ticks,
  );
  row.append(foot);
  return row;
}
