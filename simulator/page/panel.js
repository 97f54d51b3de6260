// The switches: how the provider behaves, and the account.

import { byId, make, send } from "./dom.js";
import { lira, wholeNumber, word } from "./words.js";

const refusal = (code, endpoint = "send") => ({ kind: "code", code, endpoint, stage: "before" });

// What each choice asks of the simulator; Map keeps their order on the page.
const PRESETS = new Map([
  ["works", null],
  ["401", refusal(401, "any")],
  ["402", refusal(402)],
  ["450", refusal(450)],
  ["451", refusal(451)],
  ["452", refusal(452)],
  ["453", refusal(453)],
  ["503", refusal(503, "any")],
  ["portal", { kind: "html_200", endpoint: "any", stage: "before" }],
  ["timeout", { kind: "hang", endpoint: "any", stage: "before" }],
  ["lost", { kind: "drop", endpoint: "send", stage: "after" }],
]);
const SIGNS = { works: "✓", portal: "⧉", timeout: "⧗", lost: "⤫" };
const QUICK = ["0", "0.25", "10", "100"];

let settings = null;
let apply = () => {};

export function setUpPanel(applySettings) {
  apply = (settled) => {
    if (settled) applySettings(settled);
    else if (settings) showSettings(settings); // refused: show what is in force
  };
  for (const input of document.querySelectorAll("input[name=times]")) {
    input.addEventListener("change", () => {
      const current = document.querySelector("input[name=fault]:checked")?.value;
      if (current && current !== "works") choose(current);
    });
  }
  byId("line-switch").addEventListener("change", async (event) =>
    apply(await send("line", { cut: event.target.checked })));
  byId("allow").addEventListener("change", (event) =>
    changeAccount({ allow_api: event.target.checked }));
  byId("balance").addEventListener("change", (event) =>
    changeAccount({ balance: event.target.value }));
  byId("senders").addEventListener("change", (event) =>
    changeAccount({ senders: parted(event.target.value) }));
  byId("blocked").addEventListener("change", (event) =>
    changeAccount({ blocked: parted(event.target.value).map(bareNumber) }));
  byId("deliver-after").addEventListener("change", async (event) => {
    const { value } = event.target;
    apply(await send("delivery", { after: value === "" ? null : Number(value) }));
  });
}

async function changeAccount(change) {
  apply(await send("account", change));
}

const parted = (text) => text.split(",").map((part) => part.trim()).filter(Boolean);

/** A number as people write it, as the provider keeps it. */
const bareNumber = (text) => text.replace(/\D/g, "").slice(-10);

/** Write everything anew, as after a change of language. */
export function drawPanel() {
  byId("faults").replaceChildren(...[...PRESETS.keys()].map(choice));
  byId("quick").replaceChildren(...QUICK.map(quickAmount));
  for (const option of byId("deliver-after").options) {
    option.textContent =
      option.value === "" ? word("never") : word("seconds")(Number(option.value));
  }
  if (settings) showSettings(settings);
}

function choice(name) {
  const [title, note] = word("preset", name);
  const label = make("label", `fault ${name === "works" ? "works" : ""}`);
  const input = make("input");
  input.type = "radio";
  input.name = "fault";
  input.value = name;
  input.addEventListener("change", () => choose(name));
  const words = make("span", "words");
  words.append(make("strong", "", title), make("small", "", note));
  label.append(input, make("b", "sign", SIGNS[name] ?? name), words);
  return label;
}

/** One fault at a time: the earlier one would hide the later one. */
async function choose(name) {
  const lifted = await send("faults", null, "DELETE");
  const fault = PRESETS.get(name);
  if (!fault || !lifted) {
    apply(lifted);
    return;
  }
  const times = document.querySelector("input[name=times]:checked").value;
  apply(await send("faults", { ...fault, times: times ? Number(times) : null }));
}

function quickAmount(amount) {
  const button = make("button", "", lira(amount));
  button.type = "button";
  button.addEventListener("click", () => changeAccount({ balance: amount }));
  return button;
}

export function showSettings(found) {
  settings = found;
  const { account, faults } = settings;
  const current = faults.length ? presetOf(faults[0]) : "works";
  for (const input of document.querySelectorAll("input[name=fault]")) {
    input.checked = input.value === current;
  }
  byId("faults").classList.toggle("custom", !current);
  byId("faults").dataset.note = current ? "" : word("custom");
  byId("line-switch").checked = settings.line_cut;
  document.body.classList.toggle("line-cut", settings.line_cut);
  byId("allow").checked = account.allow_api;
  write("balance", String(Number(account.balance)));
  write("senders", account.senders.join(", "));
  write("blocked", account.blocked.join(", "));
  byId("pays").textContent = word("pays")(wholeNumber(account.credit));
  byId("counts").textContent = word("counts")(settings.counts);
  byId("deliver-after").value =
    settings.deliver_after === null ? "" : String(settings.deliver_after);
}

function presetOf(fault) {
  for (const [name, preset] of PRESETS) {
    if (
      preset &&
      ["kind", "stage", "endpoint"].every((key) => preset[key] === fault[key]) &&
      (preset.code === undefined || preset.code === fault.code)
    ) {
      return name;
    }
  }
  return null;
}

/** Leave a field alone while somebody types in it. */
function write(id, value) {
  const field = byId(id);
  if (document.activeElement !== field) field.value = value;
}
