// What the sandbox cannot draw is shown as such, never dropped.
import { h } from "./dom.js";

/** A dashed box naming the type, with its JSON on click. what: "block", "element", ... */
export function unknown(what, data) {
  return h(
    "details",
    { class: "unknown" },
    h("summary", {}, `${what} of type ${data?.type ?? "?"} (not drawn by the sandbox)`),
    h("pre", {}, JSON.stringify(data, null, 2)),
  );
}
