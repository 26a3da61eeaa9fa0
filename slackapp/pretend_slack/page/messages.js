// A list of messages: days, avatars, blocks, replies, and the menu on each.
import * as api from "./api.js";
import { busy } from "./busy.js";
import { drawBlocks, drawText } from "./blocks.js";
import { h, icon, iconButton, reconcile } from "./dom.js";
import { draftOf, edit, editor } from "./edit.js";
import { emojiFor } from "./emoji.js";
import { openMenu } from "./menu.js";
import { avatar, nameOf } from "./people.js";
import { act, current, go, where } from "./store.js";
import { Surface } from "./surface.js";
import { dayCount, dividerText, timeNode } from "./times.js";

const SIREN = "rotating_light";
const surfaces = new WeakMap();

/**
 * Shows messages in list. inThread: no reply counts there, and no way into the thread.
 * firstNew: the ts below a red line, where something that was read stands above it.
 */
export function renderMessages(list, messages, { inThread = false, firstNew = "" } = {}) {
  const items = [];
  let previous = null;
  for (const message of messages) {
    const newDay = !previous || dayOf(previous) !== dayOf(message);
    const isNew = message.ts === firstNew && previous !== null;
    if ((newDay && !inThread) || isNew) items.push(divider(message, newDay, isNew));
    items.push(messageItem(message, !newDay && !isNew && continues(previous, message), inThread));
    previous = message;
  }
  reconcile(list, items);
}

/** The node of a message in a list, or null. */
export const messageNode = (list, ts) => list.querySelector(`:scope > [data-ts="${CSS.escape(ts)}"]`);

const dayOf = (message) => dayCount(Number(message.ts) * 1000);

/** Slack leaves avatar and name away when somebody goes on within five minutes. */
function continues(before, message) {
  return before.user === message.user && before.app === message.app && !before.deleted && !message.deleted &&
    !before.ephemeral && !message.ephemeral && !message.broadcast && Number(message.ts) - Number(before.ts) < 300;
}

function divider(message, newDay, isNew) {
  const text = newDay ? dividerText(Number(message.ts) * 1000) : "";
  return {
    key: newDay ? `day-${dayOf(message)}` : "new",
    signature: `${text} ${isNew}`,
    make: () => h("div", { class: isNew ? "day is-new" : "day", role: "separator", "aria-label": `${text}${isNew ? " New" : ""}`.trim() },
      newDay && h("span", {}, text), isNew && h("b", { testid: "new-line" }, "New")),
  };
}

function messageItem(message, grouped, inThread) {
  return {
    key: `${message.ts}${message.ephemeral ? "-only-me" : ""}`,
    signature: JSON.stringify([message, grouped, draftOf(message) !== undefined]),
    make: (previous) => drawMessage(message, grouped, inThread, surfaces.get(previous)),
  };
}

function drawMessage(message, grouped, inThread, before) {
  const channel = where.at;
  const surface = new Surface(
    (payload) => act(api.press, { channel, ts: message.ts, ...payload }),
    before?.values({ onlyTouched: true }),
  );
  const node = h("article", {
    class: classes(message, grouped), testid: "message", "data-ts": message.ts, tabindex: "-1",
    "aria-label": `${nameOf(message.user)}${message.ephemeral ? ", only visible to you" : ""}`,
  },
  h("div", { class: "gutter" }, grouped ? smallTime(message) : avatar(message.user)),
  h("div", { class: "message-main" },
    message.ephemeral && h("div", { class: "only-you" }, icon("eye"), "Only visible to you"),
    !grouped && head(message),
    message.broadcast && broadcast(message, inThread),
    draftOf(message) === undefined ? body(message, surface) : editor(message),
    message.reactions?.length > 0 && reactions(message),
    !inThread && message.reply_count > 0 && replies(message)));
  if (!message.ephemeral && !message.deleted) node.append(toolbar(message, inThread));
  surfaces.set(node, surface);
  return node;
}

function classes({ ephemeral, deleted }, grouped) {
  return ["message", grouped && "grouped", ephemeral && "ephemeral", deleted && "deleted"].filter(Boolean).join(" ");
}

const smallTime = (message) => h("span", { class: "small-time" }, timeNode(Number(message.ts), "{time}"));

function head(message) {
  return h("div", { class: "message-head" },
    h("span", { class: "author", dir: "auto" }, nameOf(message.user)),
    message.app && h("span", { class: "app-badge" }, "APP"),
    h("span", { class: "when" }, timeNode(Number(message.ts), "{time}")));
}

function body(message, surface) {
  if (message.deleted) return h("div", { class: "gone" }, "This message was deleted.");
  const blocks = message.blocks?.length ? drawBlocks(message.blocks, surface) : [drawText(message.text ?? "")];
  const node = h("div", { class: "message-body" }, blocks, message.files.map(fileCard));
  if (message.edited) (lastLine(node) ?? node).append(h("span", { class: "edited" }, " (edited)"));
  return node;
}

/** A file opens beside the page. */
function fileCard({ title, pretty_type, permalink }) {
  return h("a", { class: "file", testid: "file", href: permalink, target: "_blank", rel: "noopener" },
    h("b", { dir: "auto" }, title), h("span", {}, pretty_type));
}

/** Where a message's words end: what was edited says so there. */
function lastLine(node) {
  const lines = [...node.querySelectorAll(".line, .plain, .rich, .header")];
  return lines.filter((line) => !line.closest("button, label, table, .blank, .accessory")).at(-1);
}

/** A reply that the channel shows as well says which thread it is from. */
function broadcast(message, inThread) {
  if (inThread) return h("div", { class: "broadcast" }, "Also sent to the channel");
  return h("button", { type: "button", class: "broadcast", testid: "broadcast", onclick: () => go({ thread: message.thread_ts }) },
    "replied to a thread");
}

function reactions(message) {
  return h("div", { class: "reactions" }, message.reactions.map((reaction) => reactionPill(message, reaction)));
}

/** Pressed, it is one's own too. */
function reactionPill(message, { name, users }) {
  const mine = users.includes(where.me);
  const who = users.map((id) => nameOf(id)).join(", ");
  const pill = h("button", {
    type: "button", class: "reaction", testid: `reaction-${name}`, "aria-pressed": String(mine), disabled: mine,
    title: `${who} reacted with :${name}:`, onclick: () => react(pill, message, name),
  }, emojiFor(name) ?? `:${name}:`, h("b", {}, users.length));
  return pill;
}

function react(node, { ts }, emoji) {
  const channel = where.at;
  return busy(node, () => act(api.react, { channel, ts, emoji }));
}

function replies(message) {
  const count = message.reply_count;
  const replying = (current().messages[where.at] ?? []).filter(({ thread_ts: root, ts }) => root === message.ts && ts !== root);
  const people = [...new Set(replying.map(({ user }) => user))].slice(0, 4);
  return h("button", { type: "button", class: "replies", testid: "replies", onclick: () => go({ thread: message.ts }) },
    people.map((id) => avatar(id, "tiny")),
    h("span", {}, count === 1 ? "1 reply" : `${count} replies`));
}

const hasMySiren = ({ reactions }) => reactions.some(({ name, users }) => name === SIREN && users.includes(where.me));

function toolbar(message, inThread) {
  const reply = () => go({ thread: message.thread_ts || message.ts });
  const more = iconButton("dots", "More actions", {
    testid: "message-menu", "aria-haspopup": "menu", onclick: () => openMenu(more, menuItems(message, inThread, reply, more), "Message"),
  });
  const siren = h("button", {
    type: "button", class: "icon-button siren", testid: "react-siren", title: "React with 🚨", "aria-label": "React with 🚨", onclick: () => react(siren, message, SIREN),
  }, emojiFor(SIREN));
  return h("div", { class: "toolbar" }, !hasMySiren(message) && siren, !inThread && iconButton("reply", "Reply in thread", { testid: "reply-in-thread", onclick: reply }), more);
}

function menuItems(message, inThread, reply, anchor) {
  const channel = where.at;
  const run = (callback_id) => busy(anchor, () => act(api.shortcut, { callback_id, channel, ts: message.ts }));
  const shortcuts = current().message_shortcuts.map(({ name, callback_id }) => ({
    label: name, detail: "desk", testid: `shortcut-${callback_id}`, run: () => run(callback_id),
  }));
  const own = [
    !inThread && { label: "Reply in thread", testid: "menu-reply", run: reply },
    !hasMySiren(message) && { label: "React with 🚨", testid: "menu-siren", run: () => react(anchor, message, SIREN) },
    message.user === where.me && { label: "Edit message", testid: "menu-edit", run: () => edit(message) },
  ].filter(Boolean);
  return [...own, ...(own.length && shortcuts.length ? ["-"] : []), ...shortcuts];
}
