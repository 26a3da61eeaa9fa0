// The left side: whom one acts as, and where one can go.
import { fill, h, icon, reconcile } from "./dom.js";
import { actors, avatar, channelName } from "./people.js";
import { current, go, mayHaveHome, where } from "./store.js";
import { openSwitcher } from "./switcher.js";

const section = (title) => h("h2", { class: "side-title" }, title);
const parts = {
  dmsTitle: section("Direct messages"),
  appsTitle: section("Apps"),
  team: h("div", { class: "team" }),
  people: h("ul", { class: "side-list" }),
  channels: h("ul", { class: "side-list" }),
  dms: h("ul", { class: "side-list" }),
  apps: h("ul", { class: "side-list" }),
};

/** Puts the empty sidebar into its place, once. */
export function mountSidebar(root) {
  fill(root,
    parts.team,
    h("button", { type: "button", class: "side-item jump-to", testid: "jump-to", onclick: openSwitcher }, icon("search"), h("span", { class: "side-name" }, "Jump to…"), h("kbd", {}, "Ctrl K")),
    section("Acting as"), parts.people,
    section("Channels"), parts.channels,
    parts.dmsTitle, parts.dms,
    parts.appsTitle, parts.apps);
}

/** Shows the state. Returns how many unread messages there are in all. */
export function renderSidebar() {
  const state = current();
  fill(parts.team, h("span", { class: "team-mark", "aria-hidden": "true" }, state.team.name.slice(0, 1)), state.team.name);
  show(parts.people, actors().map(personItem));
  const visible = (kind) => state.channels.filter((channel) => channel.kind === kind);
  show(parts.channels, visible("channel").map(channelItem));
  show(parts.dms, visible("dm").map(channelItem));
  show(parts.apps, mayHaveHome() ? [homeItem()] : []);
  parts.appsTitle.hidden = parts.dmsTitle.hidden = !mayHaveHome();
  return state.channels.reduce((sum, channel) => sum + unreadOf(channel), 0);
}

function show(list, items) {
  reconcile(list, items.map(({ key, signature, button }) => ({ key, signature, make: () => h("li", {}, button()) })));
}

function personItem(user) {
  const chosen = user.id === where.me;
  const note = user.outsider ? `${user.title}, from outside` : user.title;
  return {
    key: user.id,
    signature: JSON.stringify([user, chosen]),
    button: () => h("button", {
      type: "button", class: "side-item person", testid: `act-as-${user.id}`,
      "aria-pressed": String(chosen), title: `Act as ${user.real_name}: ${note}`, onclick: () => go({ me: user.id, thread: "" }),
    }, avatar(user.id, "small"), h("span", { class: "side-name" }, user.real_name), h("span", { class: "side-note" }, note), user.rings > 0 && !chosen && rung(user)),
  };
}

/** Somebody else's telephone has rung: one sees that one should look. */
const rung = ({ id, rings }) => h("span", { class: "badge rung", testid: `rung-${id}` }, icon("phone"), rings, h("span", { class: "sr-only" }, " unread on the phone"));

/** What is on screen is read. */
const unreadOf = ({ id, unread }) => (id === where.at ? 0 : unread);

function channelItem(channel) {
  const unread = unreadOf(channel);
  const chosen = where.at === channel.id;
  const mark = channel.kind === "dm" ? avatar(channel.with, "tiny") : icon("hash");
  return {
    key: channel.id,
    signature: JSON.stringify([channel, chosen, unread]),
    button: () => h("button", {
      type: "button", class: unread ? "side-item has-unread" : "side-item", testid: `channel-${channel.id}`,
      "aria-current": chosen ? "page" : null, onclick: () => go({ at: channel.id }),
    }, mark, h("span", { class: "side-name" }, channelName(channel)),
    channel.kind === "dm" && h("span", { class: "app-badge" }, "APP"),
    channel.shared && h("span", { class: "side-shared", title: "Shared with another company" }, icon("shared"), h("span", { class: "sr-only" }, "shared with another company")),
    unread > 0 && h("span", { class: channel.kind === "dm" ? "badge" : "sr-only" }, unread, h("span", { class: "sr-only" }, " unread"))),
  };
}

function homeItem() {
  const chosen = where.at === "home";
  return {
    key: "home",
    signature: String(chosen),
    button: () => h("button", {
      type: "button", class: "side-item", testid: "home", "aria-current": chosen ? "page" : null, onclick: () => go({ at: "home" }),
    }, icon("home"), h("span", { class: "side-name" }, "Home of desk")),
  };
}
