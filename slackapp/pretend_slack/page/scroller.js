// Keeps a conversation at its end while one reads there, and leaves it alone when one does not.
import { h, icon } from "./dom.js";

export class Scroller {
  #box;
  #atEnd = true;
  #jump;

  /** box scrolls; content is what grows inside it; newest: what the way back to the end says. */
  constructor(box, content, newest = "Newest messages") {
    this.#box = box;
    this.#jump = h("button", { type: "button", class: "jump", hidden: true, onclick: () => this.toEnd() }, icon("down"), newest);
    box.after(this.#jump);
    box.addEventListener("scroll", () => this.#look(), { passive: true });
    // Whoever opens something reads it from its top, so the end lets go.
    box.addEventListener("click", (event) => {
      if (event.target.closest("summary, .entry-head")) this.#atEnd = false;
    }, { capture: true });
    const sizes = new ResizeObserver(() => (this.#atEnd ? this.toEnd() : this.#look()));
    sizes.observe(box);
    sizes.observe(content);
  }

  toEnd() {
    this.#atEnd = true;
    this.#box.scrollTop = this.#box.scrollHeight;
    this.#jump.hidden = true;
  }

  #look() {
    const { scrollTop, scrollHeight, clientHeight } = this.#box;
    const left = scrollHeight - scrollTop - clientHeight;
    this.#atEnd = left < 40;
    this.#jump.hidden = left < clientHeight / 2;
  }
}
