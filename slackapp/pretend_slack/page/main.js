// Puts the page together and shows the state whenever it changes.
import * as api from "./api.js";
import { busy } from "./busy.js";
import { mountClock, renderClock } from "./clock.js";
import { Composer } from "./composer.js";
import { byId, fill, h, icon, iconButton } from "./dom.js";
import { mountFaults, renderFaults } from "./faults.js";
import { renderHome } from "./home.js";
import { mountInspector } from "./inspector.js";
import { mountMachines, renderMachines } from "./machines.js";
import { messageNode, renderMessages } from "./messages.js";
import { mountModals, renderModals } from "./modal.js";
import { avatar, channelName, nameOf } from "./people.js";
import { say } from "./notice.js";
import { mountPhone, renderPhone } from "./phone.js";
import { Scroller } from "./scroller.js";
import { mountSidebar, renderSidebar } from "./sidebar.js";
import { act, channelHere, current, deskChannel, firstUnread, go, onChange, standsInChannel, start, where } from "./store.js";
import { mountSwitcher } from "./switcher.js";
import { leadInThread, mountThread, renderThread } from "./thread.js";

const composer = new Composer({
  hook: "composer", sendHook: "send", label: "Message",
  send: (text) => sendAndLook(text), shortcuts: globalShortcuts,
});
const list = byId("messages");
const scroller = new Scroller(byId("conversation"), list);
let shownPlace = "";
let ledTo = "";
let threadWas = "";
const closedHints = new Set();

/** Whoever sends something wants to see what comes of it. */
async function sendAndLook(text) {
  scroller.toEnd();
  await act(api.type, { channel: where.at, text });
}

function globalShortcuts(anchor) {
  return current().global_shortcuts.map(({ name, callback_id }) => ({
    label: name, detail: "desk", testid: `shortcut-${callback_id}`,
    run: () => busy(anchor, () => act(api.shortcut, { callback_id })),
  }));
}

/** Shows everything; each part touches only what changed. */
function render() {
  const channel = channelHere();
  const unread = renderSidebar();
  renderClock();
  renderFaults();
  renderMachines();
  renderPhone();
  renderHead(channel);
  byId("home-pane").hidden = Boolean(channel);
  byId("channel-pane").hidden = !channel;
  if (channel) renderChannel(channel);
  else renderHome(byId("home-pane"));
  if (!channel) shownPlace = "";
  renderThread(byId("thread"));
  if (channel && threadWas && !where.thread) composer.focus();
  threadWas = where.thread;
  lead();
  renderModals();
  const place = channel ? `${channel.kind === "dm" ? "" : "#"}${channelName(channel)}` : "Home";
  document.title = `${unread ? `(${unread}) ` : ""}${place} · ${nameOf(where.me)} · ${current().team.name}`;
}

function renderChannel(channel) {
  const messages = current().messages[channel.id] ?? [];
  const shown = messages.filter(standsInChannel);
  const key = `${where.me}/${channel.id}`;
  const name = channel.kind === "dm" ? channelName(channel) : `#${channel.name}`;
  // Screen readers hear what is new, not a whole conversation because one looks at it.
  list.setAttribute("aria-live", key === shownPlace ? "polite" : "off");
  renderMessages(list, shown, { firstNew: firstUnread() });
  byId("beginning").textContent = channel.kind === "dm"
    ? `This is the very beginning of your direct messages with ${name}.`
    : `This is the very beginning of ${name}.`;
  composer.moveTo(key, `Message ${name}`);
  composer.bolt.hidden = !current().global_shortcuts.length;
  renderHint(channel);
  renderExamples(channel);
  if (key === shownPlace) return;
  shownPlace = key;
  scroller.toEnd();
  composer.focus();
}

/** Leads to the message of a link, once; one in a thread stands there. */
function lead() {
  if (where.message === ledTo) return;
  ledTo = where.message;
  const node = messageNode(list, ledTo);
  if (!ledTo || (where.thread && leadInThread(ledTo))) return;
  if (node) scroller.toMessage(node);
  else say("That message is not there any more.");
}

function renderHead(channel) {
  const head = byId("channel-head");
  const signature = JSON.stringify([where.me, where.at, channel, current().users.length]);
  if (head.dataset.signature === signature) return;
  head.dataset.signature = signature;
  const withDesk = !channel || channel.kind === "dm";
  fill(head, withDesk ? deskHead() : channelHead(channel));
}

function channelHead(channel) {
  return [
    h("h1", {}, icon("hash"), channel.name),
    channel.shared && h("span", { class: "chip" }, icon("shared"), "Shared channel"),
    !channel.is_bot_in && h("span", { class: "chip" }, "desk is not in this channel"),
  ];
}

function deskHead() {
  const desk = deskChannel();
  const tab = (label, at) => h("button", {
    type: "button", class: "tab", testid: `tab-${label.toLowerCase()}`, "aria-current": where.at === at ? "page" : null, onclick: () => go({ at }),
  }, label);
  const id = desk?.with ?? "U0DESK";
  return [h("h1", {}, avatar(id, "tiny"), nameOf(id)), h("span", { class: "app-badge" }, "APP"),
    h("nav", { class: "tabs", "aria-label": "desk" }, tab("Home", "home"), desk && tab("Messages", desk.id))];
}

/** What is worth a try here, where somebody comes for the first time, until they close it. */
function renderHint(channel) {
  const bar = byId("hint");
  const hint = current().hints[channel.id];
  bar.hidden = !hint || closedHints.has(hint);
  if (bar.dataset.hint === hint) return;
  bar.dataset.hint = hint;
  const close = () => {
    closedHints.add(hint);
    bar.hidden = true;
  };
  fill(bar, h("p", {}, hint), iconButton("close", "Close the hint", { testid: "hint-close", onclick: close }));
}

function renderExamples(channel) {
  const bar = byId("examples");
  const examples = current().examples[channel.id];
  if (bar.dataset.signature === JSON.stringify(examples)) return;
  bar.dataset.signature = JSON.stringify(examples);
  bar.hidden = !examples.length;
  fill(bar, h("span", { class: "try" }, "Try"), examples.map((example) =>
    h("button", { type: "button", class: "example", testid: "example", title: example, onclick: () => composer.fillIn(example) }, example)));
}

function mountDrawer() {
  const opener = iconButton("menu", "Channels and people", { id: "drawer-toggle", testid: "drawer-toggle", "aria-expanded": "false", "aria-controls": "sidebar" });
  const set = (wanted) => {
    document.body.classList.toggle("drawer-open", wanted);
    opener.setAttribute("aria-expanded", String(wanted));
  };
  opener.addEventListener("click", () => set(!document.body.classList.contains("drawer-open")));
  byId("veil").addEventListener("click", () => set(false));
  byId("sidebar").addEventListener("click", (event) => event.target.closest("button") && set(false));
  addEventListener("keydown", (event) => event.key === "Escape" && set(false));
  byId("topbar").prepend(opener);
}

function mount() {
  mountDrawer();
  mountSidebar(byId("sidebar"));
  mountClock(byId("clock"), render);
  byId("composer-place").append(composer.root);
  mountThread(byId("thread"));
  const inspector = h("button", {
    type: "button", class: "top-button", testid: "inspector-toggle", "aria-expanded": "false", "aria-controls": "inspector", title: "The raw traffic",
  }, icon("pulse"), h("span", { class: "top-word" }, "Inspector"));
  mountPhone(byId("topbar"));
  mountMachines(byId("topbar"));
  mountFaults(byId("topbar"));
  byId("topbar").append(inspector);
  mountInspector(byId("inspector"), inspector);
  mountModals(document.body);
  mountSwitcher();
  document.addEventListener("go", (event) => go(event.detail));
  onChange(render);
  start();
}

mount();
