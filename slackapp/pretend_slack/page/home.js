// The desk's Home, as the app publishes it for the acting person.
import { h } from "./dom.js";
import { current, where } from "./store.js";
import { ViewBody } from "./viewbody.js";

const empty = h("div", { class: "empty" }, h("h3", {}, "Nothing here yet"), h("p", {}, "The desk has not published a Home for this person."));
const bodies = new Map();

/** Shows the Home in root. Each person's has fields of its own. */
export function renderHome(root) {
  const view = current().home;
  if (!view) return void root.replaceChildren(empty);
  if (!bodies.has(where.me)) bodies.set(where.me, new ViewBody("home-view"));
  const body = bodies.get(where.me);
  body.show(view);
  if (root.firstChild !== body.root) root.replaceChildren(body.root);
}
