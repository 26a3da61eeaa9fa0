// Ctrl+K: a few letters lead to a channel, or let one act as somebody else.
import { fill, h, icon } from "./dom.js";
import { actors, avatar, channelName } from "./people.js";
import { current, go, mayHaveHome, where } from "./store.js";

const field = h("input", {
  type: "text", class: "field", testid: "switcher-text", autocomplete: "off", spellcheck: "false", placeholder: "Jump to a channel or person…",
  role: "combobox", "aria-expanded": "true", "aria-controls": "switcher-list", "aria-label": "Jump to",
  oninput: () => offer(), onkeydown: (event) => onKey(event),
});
const list = h("ul", { id: "switcher-list", class: "switcher-list", role: "listbox", "aria-label": "Places" });
const dialog = h("dialog", { class: "switcher", testid: "switcher", "aria-label": "Jump to a channel or person" }, field, list);
let places = [];
let chosen = 0;

/** Puts it into the page, once. */
export function mountSwitcher() {
  document.body.append(dialog);
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    if (dialog.open) dialog.close();
    else openSwitcher();
  });
}

/** Opens it, unless a form or a question lies above the page. */
export function openSwitcher() {
  if (document.querySelector("dialog[open]")) return;
  field.value = "";
  dialog.showModal();
  offer();
}

function allPlaces() {
  const channels = current().channels.map((channel) => ({
    name: channelName(channel), note: channel.unread && channel.id !== where.at ? "new messages" : "", to: { at: channel.id },
    mark: () => (channel.kind === "dm" ? avatar(channel.with, "tiny") : icon("hash")),
  }));
  const home = mayHaveHome() ? [{ name: "Home of desk", note: "", to: { at: "home" }, mark: () => icon("home") }] : [];
  const people = actors().filter(({ id }) => id !== where.me).map((user) => ({
    name: user.real_name, note: `act as · ${user.title}`, to: { me: user.id, thread: "" }, mark: () => avatar(user.id, "tiny"),
  }));
  return [...channels, ...home, ...people];
}

/** Where one is already is not offered; what begins so comes before what only holds it. */
function offer() {
  const typed = field.value.trim().toLowerCase().replace(/^[#@]/, "");
  const at = ({ name }) => name.toLowerCase().indexOf(typed);
  places = allPlaces().filter((place) => place.to.at !== where.at && at(place) >= 0).sort((a, b) => Math.min(at(a), 1) - Math.min(at(b), 1));
  choose(0);
}

function choose(index) {
  chosen = places.length ? (index + places.length) % places.length : 0;
  fill(list, places.map((place, n) => h("li", {
    id: `switcher-${n}`, role: "option", "aria-selected": String(n === chosen), onclick: () => jump(place),
  }, place.mark(), h("span", { class: "switcher-name" }, place.name), h("small", {}, place.note))),
  !places.length && h("li", { class: "switcher-nothing" }, "Nothing is called so."));
  field.setAttribute("aria-activedescendant", `switcher-${chosen}`);
  list.children[chosen]?.scrollIntoView({ block: "nearest" });
}

function onKey(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) choose(chosen + step);
  else if (event.key === "Enter" && places[chosen]) jump(places[chosen]);
  else return;
  event.preventDefault();
}

function jump({ to }) {
  dialog.close();
  go(to);
}
