// Slack's "are you sure?", as a dialog of its own above everything else.
import { h } from "./dom.js";
import { plain, textNodes } from "./mrkdwn.js";

/** Asks, if there is something to ask. Resolves to whether to go on. */
export function confirmed(confirm) {
  if (!confirm) return Promise.resolve(true);
  return new Promise((resolve) => {
    const dialog = h("dialog", { class: "confirm", testid: "confirm", "aria-label": plain(confirm.title) });
    const answer = (value) => {
      dialog.close();
      dialog.remove();
      resolve(value);
    };
    const style = confirm.style === "danger" ? "btn btn-danger" : "btn btn-primary";
    dialog.append(
      h("h2", { dir: "auto" }, plain(confirm.title)),
      h("div", { class: "confirm-text" }, textNodes(confirm.text)),
      h("div", { class: "dialog-buttons" },
        h("button", { type: "button", class: "btn", testid: "confirm-deny", onclick: () => answer(false) }, plain(confirm.deny) || "Cancel"),
        h("button", { type: "button", class: style, testid: "confirm-ok", autofocus: true, onclick: () => answer(true) }, plain(confirm.confirm) || "OK")),
    );
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      answer(false);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
