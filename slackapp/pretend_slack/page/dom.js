// The little that a page needs on top of the DOM. Data only ever becomes text nodes.

/** An element: h("p", {class: "x", testid: "y", onclick: f, hidden: true}, "text", node, null). */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) set(node, name, value);
  add(node, children);
  return node;
}

function set(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "testid") node.dataset.testid = value;
  else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "value") node.value = value;
  else node.setAttribute(name, value === true ? "" : String(value));
}

/** Appends children, flattening lists and skipping what is empty. */
export function add(node, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

/** Replaces everything inside node. */
export function fill(node, ...children) {
  node.replaceChildren();
  return add(node, ...children);
}

/** The one element with this id in index.html. */
export const byId = (id) => document.getElementById(id);

const memory = new WeakMap();

/**
 * Makes parent's children match items, touching only what changed, so that scroll position,
 * focus and half-filled fields survive a refetch. items: [{key, signature, make(previous)}].
 */
export function reconcile(parent, items) {
  const before = memory.get(parent) ?? new Map();
  const after = new Map();
  let cursor = parent.firstChild;
  for (const item of items) {
    const known = before.get(item.key);
    const same = known && known.signature === item.signature;
    const node = same ? known.node : item.make(known?.node ?? null);
    const hadFocus = known && !same && known.node.contains(document.activeElement);
    const held = hadFocus ? holding(document.activeElement) : null;
    if (known && !same) {
      if (cursor === known.node) cursor = cursor.nextSibling;
      known.node.replaceWith(node);
    }
    if (node === cursor) cursor = cursor.nextSibling;
    else parent.insertBefore(node, cursor);
    if (held) refocus(node, held);
    after.set(item.key, { node, signature: item.signature });
  }
  for (const [key, { node }] of before) if (!after.has(key)) node.remove();
  memory.set(parent, after);
}

/** What has the focus, by its hook and value, and where its caret stands. */
function holding(field) {
  const caret = field.selectionStart ?? null;
  return { hook: field.dataset.testid, value: field.value, block: field.closest("[data-block]")?.dataset.block, caret };
}

function refocus(node, { hook, value, block, caret }) {
  const inside = block && node.querySelector(`[data-block="${CSS.escape(block)}"]`);
  const named = hook && (inside || node).querySelector(`[data-testid="${CSS.escape(hook)}"]`);
  const ticked = !hook && value && inside?.querySelector(`input[value="${CSS.escape(value)}"]`);
  const target = named || ticked || node;
  target.focus({ preventScroll: true });
  if (caret !== null && target.selectionStart !== null) target.setSelectionRange?.(caret, caret);
}

const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  home: "M3 9.5 10 3l7 6.5M5 8v9h3.5v-5h3v5H15V8",
  reply: "M3 4.5h14v9H9l-4 3.5v-3.5H3z",
  dots: "M10 4.5v.01M10 10v.01M10 15.5v.01",
  more: "M4.5 10h.01M10 10h.01M15.5 10h.01",
  close: "M5 5l10 10M15 5 5 15",
  send: "M3 3.5 17.5 10 3 16.5l1.5-6.5zM4.5 10H10",
  bolt: "M11.5 2 4 11.5h5L8 18l8-9.5h-5.5z",
  menu: "M3 5h14M3 10h14M3 15h14",
  pulse: "M2 10h4l2.5-6 3.5 12 2.5-6H18",
  eye: "M1.5 10S4.5 4.5 10 4.5 18.5 10 18.5 10 15.5 15.5 10 15.5 1.5 10 1.5 10zM10 7.6a2.4 2.4 0 1 1 0 4.8 2.4 2.4 0 0 1 0-4.8z",
  clock: "M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15zM10 6v4.2l2.8 1.8",
  hash: "M7.5 3 6 17M14 3l-1.5 14M3.5 7.5h13.5M3 12.5h13.5",
  shared: "M7.5 5 12.5 10 7.5 15 2.5 10zM12.5 5 17.5 10 12.5 15 10.5 13",
  fault: "M10 3 18 16.5H2zM10 8v4M10 14.2v.01",
  machine: "M3 3.5h14v5.5H3zM3 11h14v5.5H3zM6 6.3v.01M6 13.8v.01M9 6.3h5M9 13.8h5",
  phone: "M6.5 1.8h7a1.2 1.2 0 0 1 1.2 1.2v14a1.2 1.2 0 0 1-1.2 1.2h-7A1.2 1.2 0 0 1 5.3 17V3a1.2 1.2 0 0 1 1.2-1.2zM9 15.6h2",
  down: "M10 4v12M5 11l5 5 5-5",
  search: "M9 3.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM13 13l4 4",
};

/** A small line icon; decoration only, so hidden from screen readers. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A square button that shows only an icon; the label is its tooltip and its spoken name. */
export function iconButton(name, label, props = {}) {
  return h("button", { type: "button", class: "icon-button", title: label, "aria-label": label, ...props }, icon(name));
}
