// The drawer with the raw traffic between the pretend Slack and the desk.
import * as api from "./api.js";
import { fill, h, iconButton } from "./dom.js";
import { Scroller } from "./scroller.js";
import { onTraffic } from "./store.js";
import { tokens } from "./times.js";

const KEPT = 500;
const WAYS = {
  slack: ["Slack → desk", "Slack to the desk"],
  desk: ["desk → Slack", "The desk to Slack"],
  machine: ["machine → desk", "A machine to the desk"],
};
const list = h("ol", { class: "traffic" });
const box = h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Traffic, newest last" }, list);
const nothing = h("p", { class: "empty" }, "Nothing yet. Type a command: what Slack sends the desk, and what the desk asks of Slack, appears here.");
let pane = null;
let toggle = null;
let seen = 0;
let fetching = false;
let scroller = null;

/** Fills the drawer and wires the button that opens it. */
export function mountInspector(root, button) {
  pane = root;
  toggle = button;
  pane.append(
    h("header", { class: "pane-head" }, h("h2", {}, "Traffic"), h("span", { class: "pane-place" }, "Slack ⇄ desk"),
      h("button", { type: "button", class: "quiet", testid: "inspector-clear", onclick: () => list.replaceChildren() }, "Clear"),
      iconButton("close", "Close the inspector", { testid: "inspector-close", onclick: () => open(false) })),
    h("div", { class: "scroll-frame" }, box),
  );
  list.before(nothing);
  scroller = new Scroller(box, list, { newest: "Newest traffic" });
  toggle.addEventListener("click", () => open(pane.hidden));
  onTraffic(refresh);
  setInterval(refresh, 2000);
}

function open(wanted) {
  pane.hidden = !wanted;
  document.body.classList.toggle("has-inspector", wanted);
  toggle.setAttribute("aria-expanded", String(wanted));
  if (wanted) refresh().then(() => scroller.toEnd());
  else toggle.focus();
}

/** Fetches what is new; silent when the sandbox is away, since the page says so elsewhere. */
async function refresh() {
  if (pane.hidden || document.hidden || fetching) return;
  fetching = true;
  try {
    const { last, entries } = await api.fetchTraffic(seen);
    if (last < seen) list.replaceChildren();
    seen = last;
    list.append(...entries.map(entryNode));
    while (list.children.length > KEPT) list.firstChild.remove();
    nothing.hidden = list.children.length > 0;
  } catch (problem) {
    if (!(problem instanceof api.Refused)) throw problem;
  } finally {
    fetching = false;
  }
}

function entryNode(entry) {
  const [way, title] = WAYS[entry.from];
  const detail = h("div", { class: "entry-detail", hidden: true });
  const head = h("button", {
    type: "button", class: "entry-head", "aria-expanded": "false",
    onclick: () => {
      detail.hidden = !detail.hidden;
      head.setAttribute("aria-expanded", String(!detail.hidden));
      if (!detail.hasChildNodes()) fill(detail, side("Request", entry.request), side("Response", entry.response));
    },
  },
  h("span", { class: "entry-way", title }, way),
  h("span", { class: "entry-what" }, entry.what),
  h("span", { class: "entry-meta" }, h("span", { class: "entry-status" }, entry.status ?? "no answer"), ` · ${Math.round(entry.ms)} ms${clockOf(entry.at)}`));
  const classes = ["entry", `from-${entry.from}`, failed(entry) && "failed"];
  return h("li", { class: classes.filter(Boolean).join(" "), testid: "inspector-entry" }, head, detail);
}

const failed = ({ status, response }) => status === null || status >= 400 || parsed(response)?.ok === false;

const clockOf = (at) => {
  const seconds = Date.parse(at) / 1000;
  return Number.isNaN(seconds) ? "" : ` · ${tokens("{time_secs}", seconds)}`;
};

function parsed(data) {
  if (typeof data !== "string") return data;
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}

function side(title, data) {
  const value = parsed(data);
  const empty = value === null || value === undefined || value === "";
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return h("div", {}, h("h3", {}, title), h("pre", { tabindex: "0" }, empty ? "(empty)" : text));
}
