// Small tools: elements by id, new elements, and requests to the simulator.

export const byId = (id) => document.getElementById(id);

/** A new element; text only ever goes in as text. */
export function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

/**
 * The rows of a list, each known by a key: a row whose key stays is left where
 * it is, so that nothing moves or is read aloud twice.
 */
export class Rows {
  #elements = new Map();

  constructor(parent) {
    this.parent = parent;
  }

  /** Show these rows, given as [key, function that makes the row]. */
  show(wanted) {
    const next = new Map(
      wanted.map(([key, build]) => [key, this.#elements.get(key) ?? build()]),
    );
    for (const [key, element] of this.#elements) {
      if (!next.has(key)) element.remove();
    }
    let index = 0;
    for (const element of next.values()) {
      const here = this.parent.children[index];
      if (here !== element) this.parent.insertBefore(element, here ?? null);
      index += 1;
    }
    this.#elements = next;
  }
}

/** A drawing that is done once per frame however often it is asked for. */
export function oncePerFrame(draw) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw();
    });
  };
}

export async function readState() {
  const response = await fetch("/simulator/state");
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

/** Turn a switch; returns the settings after it, or null if it was refused. */
export async function send(name, value, method = "POST") {
  try {
    const response = await fetch(`/simulator/${name}`, {
      method,
      headers: { "Content-Type": "application/json" },
      body: method === "POST" ? JSON.stringify(value) : undefined,
    });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}
