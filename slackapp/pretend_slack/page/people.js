// Who is who: names for mentions, avatars for messages. Filled from each state.
import { h } from "./dom.js";

const people = new Map();
const channels = new Map();
const groups = new Map();
let publicNames = {};
let me = "";

/** Remembers everybody seen so far: Eve sees fewer people, yet one must find the way back. */
export function learn(state) {
  me = state.me;
  publicNames = state.public_names;
  for (const user of state.users) people.set(user.id, user);
  for (const group of state.groups) groups.set(group.id, group);
  for (const channel of state.channels) channels.set(channel.id, channel);
}

export const person = (id) => people.get(id) ?? null;
export const everybody = () => [...people.values()];
/** Those one can act as: people, not programs. */
export const actors = () => everybody().filter((user) => !user.is_bot && user.id !== "USLACKBOT");
export const allChannels = () => [...channels.values()].filter((channel) => channel.kind === "channel");
const isMe = (id) => id === me;

/** The name people see, whatever is known. */
export function nameOf(id, fallback = "") {
  if (id === "USLACKBOT") return "Slackbot";
  const user = people.get(id);
  return user?.real_name || user?.name || fallback || id;
}

/** "#acme", or the other person's name for a direct message. */
export function channelName(channel) {
  return channel.kind === "dm" ? nameOf(channel.with, channel.name) : channel.name;
}

/** A rounded square with initials on the person's colour. */
export function avatar(id, size = "") {
  const user = people.get(id);
  const name = nameOf(id);
  const words = name.replace(/[^\p{L}\p{N} ]/gu, "").split(/\s+/).filter(Boolean);
  const initials = words.length > 1 ? words[0][0] + words.at(-1)[0] : name.slice(0, 1);
  const node = h("span", { class: `avatar ${size}`, "aria-hidden": "true" }, initials.toUpperCase());
  const colour = /^#?([0-9a-f]{6})$/i.exec(user?.color ?? "");
  if (colour) node.style.backgroundColor = `#${colour[1]}`;
  if (user?.is_bot || id === "USLACKBOT") node.classList.add("of-app");
  return node;
}

/** A highlighted @name; one's own stands out more, as in Slack. */
export function userPill(id, label = "") {
  return h("span", { class: isMe(id) ? "pill pill-me" : "pill", dir: "auto", title: person(id)?.title }, `@${nameOf(id, label)}`);
}

/** A highlighted @group; it says who is in it, and stands out for those who are. */
export function groupPill(id, label = "") {
  const group = groups.get(id);
  const members = group?.users.map((user) => nameOf(user)).join(", ");
  const name = group?.handle ?? (label.replace(/^@/, "") || id);
  return h("span", { class: group?.users.includes(me) ? "pill pill-me" : "pill", dir: "auto", title: members && `${group.name}: ${members}` }, `@${name}`);
}

/** A highlighted #channel that leads there, if one may. */
export function channelPill(id, label = "") {
  const known = channels.get(id)?.name ?? publicNames[id] ?? label;
  if (!known) return h("span", { class: "pill", dir: "auto" }, "🔒 private channel");
  if (!channels.has(id)) return h("span", { class: "pill", dir: "auto", title: "You are not in this channel" }, `#${known}`);
  return h("button", {
    type: "button", class: "pill", dir: "auto",
    onclick: (event) => event.currentTarget.dispatchEvent(new CustomEvent("go", { bubbles: true, detail: { at: id } })),
  }, `#${known}`);
}
