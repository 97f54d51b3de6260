// The provider's last answers, the latest on top.

import { byId, make, Rows } from "./dom.js";
import { clockTime, currentLanguage, word } from "./words.js";

const MAX_LINES = 100;

const answers = new Map();
const rows = new Rows(byId("answers"));

export function forgetAnswers() {
  answers.clear();
  rows.show([]); // a simulator that was started anew counts from one again
}

export function noteAnswer(answer, { isNew = true } = {}) {
  answers.set(answer.id, { ...answer, fresh: isNew && !answers.has(answer.id) });
  for (const id of answers.keys()) {
    if (answers.size <= MAX_LINES) break;
    answers.delete(id);
  }
}

export function drawLog() {
  const lines = [...answers.values()].reverse();
  rows.show(lines.map((answer) => [`${answer.id} ${currentLanguage()}`, () => line(answer)]));
  byId("answers").hidden = lines.length === 0;
  byId("no-answers").hidden = lines.length > 0;
}

function line(answer) {
  const row = make("li", answer.fresh ? "fresh" : "");
  answer.fresh = false;
  const code = make("b", `code ${mood(answer)}`, answer.code === null ? "—" : String(answer.code));
  code.title = answer.code === null ? word("noAnswer") : "";
  const words = make("span", "words");
  const fault = word("fault", answer.fault);
  if (answer.text) {
    const text = make("span", "", answer.text);
    text.lang = "tr";
    words.append(text);
    const meaning = answer.endpoint === "send" || answer.code !== 200 ? word("meaning", answer.code) : null;
    if (meaning) words.append(make("small", "", meaning));
  }
  if (fault) words.append(make("em", "", fault));
  row.append(
    code,
    words,
    make("span", "endpoint", word("endpoint", answer.endpoint)),
    make("time", "", clockTime(answer.at)),
  );
  return row;
}

/** Good only where a client can rely on it. */
function mood(answer) {
  if (answer.code === 200 && !answer.fault) return "good";
  return answer.code === null || answer.code >= 500 || answer.fault ? "bad" : "refused";
}
