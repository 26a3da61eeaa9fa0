// The blocks of a view (a modal or the Home), drawn anew only when they change.
import * as api from "./api.js";
import { drawBlocks } from "./blocks.js";
import { h, reconcile } from "./dom.js";
import { act } from "./store.js";
import { Surface } from "./surface.js";

export class ViewBody {
  #surface = null;
  #id = null;

  constructor(className) {
    this.root = h("div", { class: className });
  }

  /** Shows a view. What the person filled in stays, for the same block_id and action_id. */
  show(view) {
    const { id, blocks } = view;
    reconcile(this.root, [{ key: id, signature: JSON.stringify(blocks), make: () => this.#draw(id, blocks, view) }]);
    this.#id = id;
  }

  #draw(id, blocks, view) {
    const kept = this.#surface && this.#id === id ? this.#surface.values() : view.state?.values;
    this.#surface = new Surface((payload) => act(api.press, { view_id: id, ...payload }), kept);
    return h("div", { class: "view-blocks", tabindex: "-1" }, drawBlocks(blocks, this.#surface));
  }

  values() {
    return this.#surface.values();
  }

  problems() {
    return this.#surface.problems();
  }
}
