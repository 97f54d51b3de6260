// The page: keeps to the simulator's live events and hands them to its parts.

import { byId, oncePerFrame, readState, send } from "./dom.js";
import { drawPanel, setUpPanel, showSettings } from "./panel.js";
import { drawLog, forgetAnswers, noteAnswer } from "./log.js";
import { drawPhone, forgetMessages, noteMessage, setUpPhone, showPhones } from "./phone.js";
import { chooseLanguage, word, writeWords } from "./words.js";

const drawPhoneSoon = oncePerFrame(drawPhone);
const drawLogSoon = oncePerFrame(drawLog);

let live = false;

function showLive(isLive) {
  live = isLive;
  byId("live").textContent = word(live ? "live" : "away");
  byId("live").classList.toggle("away", !live);
}

function applySettings(settings) {
  if (!settings) return;
  showSettings(settings);
  showPhones(settings);
}

// While everything is being read: what the stream brings, which may be newer.
let meanwhile = null;

async function readEverything() {
  const since = (meanwhile = []);
  const state = await readState().catch(() => null);
  // A later reading is under way, and knows more.
  if (meanwhile !== since) return;
  meanwhile = null;
  showLive(Boolean(state));
  if (!state) return;
  forgetMessages();
  forgetAnswers();
  for (const message of state.messages) noteMessage(message, { isNew: false });
  for (const answer of state.answers) noteAnswer(answer, { isNew: false });
  applySettings(state);
  for (const apply of since) apply();
  drawPhone();
  drawLog();
  // The first state is not a change: only later ones move.
  requestAnimationFrame(() => requestAnimationFrame(() => document.body.classList.add("settled")));
}

function listen() {
  const events = new EventSource("/simulator/events");
  const on = (name, apply) => events.addEventListener(name, (event) => {
    const data = JSON.parse(event.data);
    apply(data);
    meanwhile?.push(() => apply(data));
  });
  // Read what there is once the stream is open, so that nothing falls between.
  events.addEventListener("open", readEverything);
  events.addEventListener("reload", readEverything);
  events.addEventListener("error", () => showLive(false));
  on("message", (message) => { noteMessage(message); drawPhoneSoon(); });
  on("answer", (answer) => { noteAnswer(answer); drawLogSoon(); });
  on("state", applySettings);
  // Otherwise a browser may hold the connection while the next page loads.
  addEventListener("pagehide", () => events.close());
}

function drawEverything() {
  writeWords();
  drawPanel();
  drawPhone();
  drawLog();
  showLive(live);
}

for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => {
    chooseLanguage(button.dataset.language);
    drawEverything();
  });
}
byId("clear").addEventListener("click", async () => applySettings(await send("clear", {})));
setUpPhone(applySettings);
setUpPanel(applySettings);
drawEverything();
readEverything();
listen();
