// Keeps a conversation at its end while one reads there, and leaves it alone when one does not.
import { h, icon } from "./dom.js";

export class Scroller {
  #box;
  #list;
  #atEnd = true;
  #last = null;
  #jump;

  /** box scrolls; content grows inside it, and is or holds the list; newest: what the way back to the end says. */
  constructor(box, content, { list = content, newest = "Newest messages" } = {}) {
    this.#box = box;
    this.#list = list;
    this.#jump = h("button", { type: "button", class: "jump", hidden: true, onclick: () => this.toEnd() }, icon("down"), newest);
    box.after(this.#jump);
    box.addEventListener("scroll", () => this.#look(), { passive: true });
    // Whoever opens something reads it from its top, so the end lets go.
    box.addEventListener("click", (event) => {
      if (event.target.closest("summary, .entry-head")) this.#atEnd = false;
    }, { capture: true });
    const sizes = new ResizeObserver(() => (this.#atEnd ? this.#follow() : this.#look()));
    sizes.observe(box);
    sizes.observe(content);
  }

  toEnd() {
    this.#atEnd = true;
    this.#last = this.#list.lastElementChild;
    this.#box.scrollTop = this.#box.scrollHeight;
    this.#jump.hidden = true;
  }

  /** Leads to a message, which lights up for a moment. */
  toMessage(node) {
    this.#atEnd = false;
    node.scrollIntoView({ block: "center" });
    node.classList.remove("lit");
    requestAnimationFrame(() => node.classList.add("lit"));
  }

  /** To the end; but of what came since, the first line stays in view, however long it is. */
  #follow() {
    const { lastElementChild: end } = this.#list;
    const first = this.#last?.isConnected ? this.#last.nextElementSibling : end;
    this.toEnd();
    if (!first) return;
    const above = first.getBoundingClientRect().top - this.#box.getBoundingClientRect().top;
    if (above >= 0) return;
    this.#atEnd = false;
    this.#box.scrollTop += above;
  }

  #look() {
    const { scrollTop, scrollHeight, clientHeight } = this.#box;
    const left = scrollHeight - scrollTop - clientHeight;
    this.#atEnd = left < 40;
    this.#jump.hidden = left < clientHeight / 2;
  }
}
