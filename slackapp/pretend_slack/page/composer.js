// Where one types: completion, history, drafts, and what is still on its way.
import { Refused } from "./api.js";
import { commandOf, suggest } from "./completion.js";
import { fill, h, icon, iconButton } from "./dom.js";
import { openMenu } from "./menu.js";
import { current } from "./store.js";

const history = [];

export class Composer {
  #drafts = new Map();
  #place = "";
  #offer = null;
  #chosen = 0;
  #back = 0;
  #waiting = [];
  #send;

  /** send(text): resolves when answered, throws Refused. hook: its data-testid. */
  constructor({ hook, sendHook, label, send, shortcuts }) {
    this.#send = send;
    this.list = h("ul", { class: "completion", role: "listbox", id: `${hook}-list`, "aria-label": "Completions", hidden: true });
    this.problem = h("div", { class: "composer-problem", role: "alert", testid: `${hook}-error`, hidden: true });
    this.status = h("div", { class: "composer-status", role: "status" });
    this.text = h("textarea", {
      rows: "1", testid: hook, dir: "auto", "aria-label": label, autocomplete: "off", role: "combobox",
      "aria-expanded": "false", "aria-controls": `${hook}-list`, "aria-autocomplete": "list",
      oninput: () => this.#changed(), onkeydown: (event) => this.#key(event), onblur: () => this.#close(), onclick: () => this.#complete(),
    });
    this.button = h("button", { type: "button", class: "send", testid: sendHook, "aria-label": "Send", title: "Send", onclick: () => this.#submit() }, icon("send"));
    this.slash = this.#tool("/", "Commands");
    this.root = h("div", { class: "composer" }, this.problem, this.list,
      h("div", { class: "composer-box" }, this.text,
        h("div", { class: "composer-tools" }, this.slash, this.#tool("@", "Mention somebody"), this.#tool("#", "Name a channel"),
          shortcuts && this.#bolt(shortcuts), h("span", { class: "grow" }), this.button)),
      this.status);
    this.#changed();
  }

  #tool(sign, label) {
    const run = () => this.fillIn(sign === "/" ? "/" : this.text.value.replace(/(\S)$/, "$1 ") + sign);
    return h("button", { type: "button", class: "icon-button sign", title: label, "aria-label": label, onclick: run }, sign);
  }

  #bolt(shortcuts) {
    const node = iconButton("bolt", "Shortcuts", { testid: "shortcuts", "aria-haspopup": "menu", onclick: () => openMenu(node, shortcuts(node), "Shortcuts") });
    return (this.bolt = node);
  }

  /** Where it writes to: each place keeps its own half-typed text. */
  moveTo(place, placeholder) {
    this.text.placeholder = placeholder;
    this.slash.hidden = !current().commands.length;
    if (place === this.#place) return;
    if (this.#place) this.#drafts.set(this.#place, this.text.value);
    this.#place = place;
    this.text.value = this.#drafts.get(place) ?? "";
    this.problem.hidden = true;
    this.#back = 0;
    this.#close();
    this.#changed({ offer: false });
  }

  /** Lets one type on. On a phone the focus would bring up the keyboard over what one came to read. */
  focus() {
    if (matchMedia("(hover: hover)").matches && !document.querySelector("dialog[open]")) this.text.focus({ preventScroll: true });
  }

  /** Puts text in, ready to be changed or sent. */
  fillIn(text) {
    this.text.value = text;
    this.text.focus();
    this.text.setSelectionRange(text.length, text.length);
    this.#changed();
  }

  #changed({ offer = true } = {}) {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight, 200)}px`;
    this.button.disabled = this.text.value.trim() === "";
    this.problem.hidden = this.problem.hidden || this.text.value !== "";
    if (offer) this.#complete();
    this.#showStatus();
  }

  #showStatus() {
    const command = current() && commandOf(this.text.value, current());
    if (this.#waiting.length) fill(this.status, h("span", { class: "spinner" }), `Sending ${this.#waiting.at(-1)} …`);
    else if (command) fill(this.status, h("b", {}, command.command), ` ${command.usage_hint ?? ""}`);
    else fill(this.status);
  }

  #complete() {
    const { selectionStart: caret, selectionEnd: end, value } = this.text;
    this.#offer = current() && caret === end ? suggest(value.slice(0, caret), current()) : null;
    this.#chosen = 0;
    this.#draw();
  }

  #draw() {
    this.list.hidden = !this.#offer;
    this.text.setAttribute("aria-expanded", String(Boolean(this.#offer)));
    this.text.removeAttribute("aria-activedescendant");
    fill(this.list, (this.#offer?.items ?? []).map((item, index) => this.#option(item, index)));
    this.list.children[this.#chosen]?.scrollIntoView({ block: "nearest" });
  }

  #option(item, index) {
    const chosen = index === this.#chosen;
    const id = `${this.list.id}-${index}`;
    if (chosen) this.text.setAttribute("aria-activedescendant", id);
    // mousedown, not click: the field must not lose its focus, which would close the list
    const pick = (event) => {
      event.preventDefault();
      this.#take(item);
    };
    return h("li", { id, role: "option", "aria-selected": String(chosen), onmousedown: pick },
      h("b", {}, item.title), h("span", { class: "usage", dir: "auto" }, item.hint), h("small", { dir: "auto" }, item.detail));
  }

  #take(item) {
    const { selectionStart: caret, value } = this.text;
    const start = value.slice(0, this.#offer.from) + item.insert;
    this.text.value = start + value.slice(caret).replace(/^ /, "");
    this.text.setSelectionRange(start.length, start.length);
    this.#changed();
  }

  #close() {
    this.#offer = null;
    this.#draw();
  }

  #key(event) {
    if (event.isComposing) return;
    if (this.#offer && this.#keyInList(event)) event.preventDefault();
    else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === "ArrowUp" || event.key === "ArrowDown") this.#recall(event);
  }

  /** Handles a key while completions are open. Returns whether it was theirs. */
  #keyInList({ key, shiftKey }) {
    const { items } = this.#offer;
    const item = items[this.#chosen];
    // What is typed whole already needs no completing: Enter sends it.
    const typed = this.text.value.slice(this.#offer.from, this.text.selectionStart);
    const complete = typed.toLowerCase() === item.insert.trim();
    if (key === "ArrowDown" || key === "ArrowUp") {
      this.#chosen = (this.#chosen + (key === "ArrowDown" ? 1 : -1) + items.length) % items.length;
      this.#draw();
    } else if (key === "Escape") this.#close();
    else if ((key === "Tab" && !shiftKey) || (key === "Enter" && !shiftKey && !complete)) this.#take(item);
    else return false;
    return true;
  }

  /** Up and Down walk through what was typed before, from an empty or a recalled line. */
  #recall(event) {
    const shown = this.#back ? history.at(-this.#back) : "";
    if (this.text.value !== shown) return;
    const back = this.#back + (event.key === "ArrowUp" ? 1 : -1);
    if (back < 0 || back > history.length) return;
    event.preventDefault();
    this.#back = back;
    this.text.value = back ? history.at(-back) : "";
    this.text.setSelectionRange(this.text.value.length, this.text.value.length);
    this.#changed({ offer: false });
  }

  async #submit() {
    // A space before the slash makes it a message, as in Slack: so only the end is trimmed.
    const text = this.text.value.trimEnd();
    if (!text) return;
    const place = this.#place;
    this.text.value = "";
    this.#drafts.delete(place);
    if (history.at(-1) !== text) history.push(text);
    this.#back = 0;
    this.problem.hidden = true;
    this.focus();
    this.#waiting.push(text.startsWith("/") ? text.split(/\s/)[0] : "message");
    this.#close();
    this.#changed({ offer: false });
    try {
      await this.#send(text);
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem;
      this.#giveBack(place, text, problem.message);
    } finally {
      this.#waiting.shift();
      this.#showStatus();
    }
  }

  /** What could not be sent is not lost. */
  #giveBack(place, text, sentence) {
    if (place !== this.#place) return void this.#drafts.set(place, text);
    if (this.text.value === "") {
      this.text.value = text;
      this.#changed({ offer: false });
    }
    this.problem.textContent = sentence;
    this.problem.hidden = false;
  }
}
