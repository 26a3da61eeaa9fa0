// Radio buttons and check boxes.
import { h } from "./dom.js";
import { confirmed } from "./confirm.js";
import { textNodes } from "./mrkdwn.js";
import { changed, required } from "./changes.js";

let groups = 0;

export const radioGroup = (element, place) => group(element, place, "radio");
export const checkGroup = (element, place) => group(element, place, "checkbox");

function group(element, place, kind) {
  const { surface, block } = place;
  const name = `choice-${++groups}`;
  const chosen = new Set(initially(element, surface.kept(block, element.action_id)).map((option) => option.value));
  const inputs = element.options.map((option) =>
    h("input", { type: kind, name, value: option.value, checked: chosen.has(option.value) }));
  const node = h("div", {
    class: "choices", role: kind === "radio" ? "radiogroup" : "group", testid: `action-${element.action_id}`,
    "aria-labelledby": place.labelledby, "aria-describedby": place.describedby,
  }, element.options.map((option, index) => choice(option, inputs[index])));
  const selected = () => element.options.filter((_, index) => inputs[index].checked);
  const read = () => kind === "radio"
    ? { type: element.type, selected_option: selected()[0] ?? null }
    : { type: element.type, selected_options: selected() };
  let before = selected();
  node.addEventListener("change", async () => {
    if (place.dispatch && !(await confirmed(element.confirm))) {
      inputs.forEach((input, index) => (input.checked = before.includes(element.options[index])));
      return;
    }
    before = selected();
    await changed(element, place, node, read);
  });
  surface.field(block, element.action_id, read, required(place, () => selected().length > 0));
  return node;
}

function initially(element, kept) {
  if (kept) return kept.selected_options ?? [kept.selected_option].filter(Boolean);
  return element.initial_options ?? [element.initial_option].filter(Boolean);
}

function choice(option, input) {
  return h("label", { class: "choice" }, input,
    h("span", {}, textNodes(option.text), option.description && h("small", {}, textNodes(option.description))));
}
