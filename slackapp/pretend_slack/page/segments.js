// One of a few, as buttons in a row.
import { h } from "./dom.js";

/** {node, read(), show(value)}. options: [[value, text]]; `name` is that of its inputs, and in their hooks. */
export function segments(label, name, options) {
  const inputs = options.map(([value, text]) => [h("input", { type: "radio", name, value, testid: `${name}-${value || "0"}` }), text]);
  const node = h("fieldset", { class: "segments" }, h("legend", {}, label),
    h("div", {}, inputs.map(([input, text]) => h("label", {}, input, h("span", {}, text)))));
  return {
    node,
    read: () => inputs.find(([input]) => input.checked)?.[0].value ?? "",
    show: (value) => inputs.forEach(([input]) => (input.checked = input.value === value)),
  };
}
