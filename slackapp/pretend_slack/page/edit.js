// Editing what one wrote oneself, in its place.
import * as api from "./api.js";
import { busy } from "./busy.js";
import { h } from "./dom.js";
import { asTyped } from "./mrkdwn.js";
import { act, redraw, where } from "./store.js";

const drafts = new Map();
const keyOf = ({ ts }) => `${where.me}/${where.at}/${ts}`;

/** What somebody has half changed of a message, or undefined. */
export const draftOf = (message) => drafts.get(keyOf(message));

/** Lets the person change a message. */
export function edit(message) {
  drafts.set(keyOf(message), asTyped(message.text));
  redraw();
}

function end(key) {
  drafts.delete(key);
  redraw();
}

/** The field that stands in the place of a message that is being changed. */
export function editor(message) {
  const key = keyOf(message);
  const { at: channel } = where;
  const field = h("textarea", {
    class: "field", rows: "2", dir: "auto", testid: "edit-text", "aria-label": "Edit message", value: drafts.get(key),
    oninput: () => drafts.set(key, field.value), onkeydown: (event) => onKey(event),
  });
  const save = h("button", { type: "button", class: "btn btn-primary", testid: "edit-save", onclick: () => done() }, "Save");
  async function done() {
    const went = await busy(save, () => act(api.edit, { channel, ts: message.ts, text: field.value }));
    if (went) end(key);
  }
  function onKey(event) {
    if (event.key === "Escape") end(key);
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      done();
    }
  }
  setTimeout(() => field.focus());
  return h("div", { class: "editor" }, field,
    h("div", { class: "editor-buttons" }, h("button", { type: "button", class: "btn", testid: "edit-cancel", onclick: () => end(key) }, "Cancel"), save));
}
