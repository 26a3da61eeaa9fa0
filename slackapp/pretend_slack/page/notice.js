// A sentence that appears at the foot of the window and goes away by itself.
import { h } from "./dom.js";

let timer = 0;
let shown = null;

/** Shows a sentence. near: if it lies in an open dialog, the sentence must lie there too. */
export function say(sentence, near = document.body) {
  shown?.remove();
  shown = h("div", { class: "notice", role: "alert", testid: "notice" }, sentence);
  (near.closest?.("dialog[open]") ?? document.body).append(shown);
  clearTimeout(timer);
  timer = setTimeout(() => shown.remove(), 7000);
}
