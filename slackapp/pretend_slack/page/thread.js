// The pane at the right: one message and its replies.
import * as api from "./api.js";
import { Composer } from "./composer.js";
import { h, iconButton } from "./dom.js";
import { messageNode, renderMessages } from "./messages.js";
import { channelName } from "./people.js";
import { Scroller } from "./scroller.js";
import { act, channelHere, current, go, where } from "./store.js";

const root = h("div", { class: "message-list" });
const count = h("div", { class: "reply-count" });
const replies = h("div", { class: "message-list" });
const content = h("div", {}, root, count, replies);
const box = h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Replies" }, content);
const place = h("span", { class: "pane-place" });
const composer = new Composer({
  hook: "thread-composer", sendHook: "thread-send", label: "Reply",
  send: async (text) => {
    scroller.toEnd();
    await act(api.type, { channel: where.at, thread_ts: where.thread, text });
  },
});
let scroller = null;
let shown = "";

/** Fills the pane, once. */
export function mountThread(pane) {
  pane.append(
    h("header", { class: "pane-head" }, h("h2", {}, "Thread"), place,
      iconButton("close", "Close thread", { testid: "thread-close", onclick: () => go({ thread: "" }) })),
    h("div", { class: "scroll-frame" }, box),
    composer.root,
  );
  scroller = new Scroller(box, content, { list: replies });
}

/** Leads to a message of the thread; returns whether it is there. */
export function leadInThread(ts) {
  const node = messageNode(replies, ts) ?? messageNode(root, ts);
  if (node) scroller.toMessage(node);
  return Boolean(node);
}

/** Shows the open thread, or hides the pane. */
export function renderThread(pane) {
  const channel = channelHere();
  const messages = channel ? (current().messages[channel.id] ?? []) : [];
  const first = messages.find(({ ts }) => ts === where.thread);
  pane.hidden = !first;
  document.body.classList.toggle("has-thread", Boolean(first));
  if (!first) return void (shown = "");
  const answers = messages.filter(({ ts, thread_ts: of }) => of === first.ts && ts !== first.ts);
  place.textContent = channel.kind === "dm" ? channelName(channel) : `#${channel.name}`;
  renderMessages(root, [first], { inThread: true });
  count.textContent = answers.length === 1 ? "1 reply" : `${answers.length} replies`;
  count.hidden = !answers.length;
  renderMessages(replies, answers, { inThread: true });
  composer.moveTo(`${where.me}/${channel.id}/${first.ts}`, "Reply…");
  const key = `${where.me}/${where.at}/${first.ts}`;
  if (shown === key) return;
  shown = key;
  scroller.toEnd();
  composer.focus();
}
