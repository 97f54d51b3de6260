// Every text that can be seen beneath an element, shadow trees included: what it
// says, where it stands, and whether something cuts it off. Called as a function of
// the element.
(root) => {
  const found = [];

  const parentOf = (node) =>
    node.assignedSlot ?? node.parentElement ?? node.getRootNode().host ?? null;

  const isCutOff = (element, box) => {
    let [across, down] = [true, true]; // until something scrolls that way
    for (let around = element; around && (across || down); around = parentOf(around)) {
      const style = getComputedStyle(around);
      if (style.display === "inline" || style.display === "contents") continue;
      const edge = around.getBoundingClientRect();
      if (/auto|scroll/.test(style.overflowX)) across = false;
      if (/auto|scroll/.test(style.overflowY)) down = false;
      if (across && /hidden|clip/.test(style.overflowX)
        && (box.right > edge.right + 1 || box.left < edge.left - 1)) return true;
      if (down && /hidden|clip/.test(style.overflowY)
        && (box.bottom > edge.bottom + 1 || box.top < edge.top - 1)) return true;
      if (style.position === "fixed") break;
    }
    return box.right > innerWidth + 1 || box.left < -1;
  };

  const isSeen = (element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true });

  const note = (text, element, box) => {
    if (!text.trim() || !box.width || !box.height || !isSeen(element)) return;
    found.push({ text, element: element.localName, cut: isCutOff(element, box) });
  };

  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const range = document.createRange();
      range.selectNodeContents(node);
      const element = node.parentElement ?? node.getRootNode().host;
      const boxes = [...range.getClientRects()];
      if (!boxes.length) return;
      const box = range.getBoundingClientRect();
      const slot = element.localName === "slot" ? parentOf(element) : element;
      note(node.textContent, slot, box);
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    if (["style", "script", "ha-code-editor", "option"].includes(node.localName)) return;
    if (node.placeholder && !node.value && node.localName === "input") {
      found.push({
        text: node.placeholder,
        element: "input",
        cut: node.scrollWidth > node.clientWidth + 1,
      });
    }
    if (node.localName === "slot" && node.assignedNodes().length) return;
    for (const child of (node.shadowRoot ?? node).childNodes) walk(child);
    // What has no slot in the shadow tree is not shown, and has no box.
    if (node.shadowRoot) for (const child of node.childNodes) walk(child);
  };

  walk(root);
  return found;
}
