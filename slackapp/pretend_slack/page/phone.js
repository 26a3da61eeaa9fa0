// The acting person's telephone: what reached them outside Slack, as a phone lists notifications.
import * as api from "./api.js";
import { fill, h } from "./dom.js";
import { link } from "./mrkdwn.js";
import { nameOf } from "./people.js";
import { topPanel } from "./panel.js";
import { act, current, where } from "./store.js";
import { clockParts, timeNode } from "./times.js";

const { button, panel } = topPanel({ name: "phone", label: "Phone", testid: "phone", title: "The telephone of the person you act as", onOpen: look });
const badge = h("span", { class: "badge", testid: "phone-unread", hidden: true });
const URL = /(https?:\/\/[^\s<>]+[^\s<>.,;:!?)\]'"”’])/;
let shown = "";

/** Puts the button into the top bar, and the telephone into the page. */
export function mountPhone(bar) {
  button.append(badge);
  bar.append(button);
  document.body.append(panel);
}

/** Looking at the telephone makes everything on it read. */
function look() {
  panel.scrollTop = 0;
  if (current()?.phone.unread) act(api.phone, {}).catch(() => {});
}

/** Shows the state. */
export function renderPhone() {
  const { phone, now } = current();
  const open = panel.matches(":popover-open");
  badge.hidden = !phone.unread || open;
  fill(badge, phone.unread, h("span", { class: "sr-only" }, " unread"));
  const signature = JSON.stringify([where.me, phone.rings, now]);
  if (signature !== shown) {
    shown = signature;
    const { day, time } = clockParts(Date.parse(now));
    fill(panel,
      h("header", { class: "phone-head" }, h("span", {}, `${nameOf(where.me)}'s phone`), h("b", {}, time), h("span", {}, day)),
      phone.rings.length ? h("ol", { class: "rings" }, phone.rings.map(ring)) : h("p", { class: "phone-empty" }, "All quiet. Nobody has rung this phone."));
  }
  if (open) look();
}

function ring({ title, text, type, at }) {
  return h("li", { class: `ring ring-${type}`, testid: "phone-ring" },
    h("div", { class: "ring-head" }, h("span", {}, "ProAuth desk"), h("span", {}, timeNode(at, "{date_short_pretty} {time}", true))),
    h("b", { class: "ring-title", dir: "auto" }, title || "Notification"),
    text && h("div", { class: "ring-text", dir: "auto" }, linked(text)));
}

const linked = (text) => text.split(URL).map((piece, index) => (index % 2 ? link(piece, piece) : piece));
