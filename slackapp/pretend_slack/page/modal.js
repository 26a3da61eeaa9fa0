// Modals: a stack of views in one dialog, the last on top. The browser keeps the focus inside.
import * as api from "./api.js";
import { showErrors } from "./blocks.js";
import { busy } from "./busy.js";
import { fill, h, iconButton } from "./dom.js";
import { plain } from "./mrkdwn.js";
import { act, current } from "./store.js";
import { ViewBody } from "./viewbody.js";

const dialog = h("dialog", { class: "modal-frame" });
const stack = new Map();
let before = null;

/** Puts the dialog into the page, once. */
export function mountModals(root) {
  root.append(dialog);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    top()?.close();
  });
  // A browser closes on a second Escape whatever we say; what is still open is shown again.
  dialog.addEventListener("close", () => {
    if (!stack.size) return;
    dialog.showModal();
    top().close();
  });
}

const top = () => [...stack.values()].at(-1) ?? null;

/** Shows the acting person's stack. */
export function renderModals() {
  const views = current().modals ?? [];
  for (const [id, modal] of stack) {
    if (views.some((view) => view.id === id)) continue;
    modal.root.remove();
    stack.delete(id);
  }
  const known = top();
  for (const view of views) {
    if (!stack.has(view.id)) stack.set(view.id, new Modal());
    stack.get(view.id).show(view);
  }
  for (const modal of stack.values()) {
    if (!modal.root.isConnected) dialog.append(modal.root);
    modal.root.hidden = modal !== top();
  }
  openOrClose(known);
}

function openOrClose(known) {
  const shown = top();
  if (shown && !dialog.open) {
    before = document.activeElement;
    dialog.showModal();
  }
  const grew = shown?.becameForm();
  if (shown && (shown !== known || grew)) shown.focus();
  if (shown) dialog.setAttribute("aria-labelledby", shown.titleId);
  if (!shown && dialog.open) {
    dialog.close();
    if (before?.isConnected) before.focus({ preventScroll: true });
  }
}

let count = 0;

class Modal {
  #body = new ViewBody("modal-body");
  #view = null;
  #errors = "";
  #isForm = false;

  constructor() {
    this.titleId = `modal-${++count}`;
    this.title = h("h2", { id: this.titleId, dir: "auto" });
    this.problem = h("div", { class: "modal-problem", role: "alert", testid: "modal-error", hidden: true });
    this.foot = h("footer", {});
    this.root = h("form", { class: "modal", testid: "modal", novalidate: true, onsubmit: (event) => this.#submit(event) },
      h("header", {}, this.title, iconButton("close", "Close", { testid: "modal-close", onclick: () => this.close() })),
      this.problem, this.#body.root, this.foot);
    this.root.addEventListener("settled", (event) => this.#settled(event));
  }

  show(view) {
    this.#view = view;
    this.title.textContent = plain(view.title);
    this.#body.show(view);
    this.#buttons(view);
    const errors = JSON.stringify(view.errors ?? {});
    if (errors !== this.#errors) this.#say(view.errors ?? {});
    this.#errors = errors;
  }

  #buttons({ close, submit }) {
    const signature = JSON.stringify([close, submit]);
    if (this.foot.dataset.signature === signature) return;
    this.foot.dataset.signature = signature;
    this.submitButton = submit ? h("button", { type: "submit", class: "btn btn-primary", testid: "modal-submit", dir: "auto" }, plain(submit)) : null;
    fill(this.foot,
      h("button", { type: "button", class: "btn", testid: "modal-cancel", dir: "auto", onclick: () => this.close() }, plain(close) || "Cancel"),
      this.submitButton);
  }

  /** Whether fields have come since this was last asked: a loading view gave way to its form. */
  becameForm() {
    const was = this.#isForm;
    this.#isForm = Boolean(this.root.querySelector(".modal-body :is(input, select, textarea)"));
    return this.#isForm && !was;
  }

  focus() {
    const marked = this.root.querySelector("[autofocus]");
    const first = this.root.querySelector(".modal-body :is(input, select, textarea, .btn)");
    (marked ?? first ?? this.submitButton ?? this.root.querySelector("header button")).focus();
  }

  close() {
    return busy(this.root, () => act(api.close, { view_id: this.#view.id }));
  }

  async #submit(event) {
    event.preventDefault();
    if (!this.submitButton) return;
    const problems = this.#body.problems();
    this.#say(problems);
    if (Object.keys(problems).length) return this.#firstWrong();
    this.#errors = "{}";
    await busy(this.submitButton, () => act(api.submit, { view_id: this.#view.id, values: this.#body.values() }));
    if (Object.keys(this.#view.errors ?? {}).length) {
      this.#say(this.#view.errors);
      this.#firstWrong();
    }
  }

  /** Shows errors beside their fields; those without a field go to the top. */
  #say(errors) {
    const homeless = showErrors(this.root, errors);
    this.problem.hidden = !homeless.length;
    this.problem.textContent = homeless.join(" ");
  }

  #firstWrong() {
    const field = this.root.querySelector(".has-error :is(input, select, textarea)");
    field?.focus();
    field?.closest(".block").scrollIntoView({ block: "nearest" });
  }

  /** A field that was mended loses its error. */
  #settled(event) {
    const block = event.target.closest(".block-input.has-error");
    if (!block) return;
    block.classList.remove("has-error");
    block.querySelector(":scope > .field-error").hidden = true;
    event.target.setAttribute("aria-invalid", "false");
  }
}
