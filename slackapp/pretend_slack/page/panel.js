// A panel that hangs on a button of the top bar; the browser closes it on Escape or a click elsewhere.
import { h, icon } from "./dom.js";
import { place } from "./menu.js";

let count = 0;

/** {button, panel}: a top-bar button and what it opens. onOpen(): called each time it opens. */
export function topPanel({ name, label, testid, title, onOpen = () => {} }) {
  const id = `panel-${++count}`;
  const word = h("span", { class: "top-word" }, label);
  const panel = h("div", { class: `panel ${name}-panel`, id, popover: "auto", testid: `${testid}-panel`, role: "dialog", "aria-label": label });
  const button = h("button", {
    type: "button", class: "top-button", testid: `${testid}-toggle`, popovertarget: id, "aria-expanded": "false", "aria-haspopup": "dialog", title,
  }, icon(name), word);
  panel.addEventListener("toggle", (event) => {
    const open = event.newState === "open";
    button.setAttribute("aria-expanded", String(open));
    if (!open) return;
    place(panel, button);
    onOpen();
  });
  addEventListener("resize", () => panel.matches(":popover-open") && place(panel, button));
  return { button, panel, word };
}
