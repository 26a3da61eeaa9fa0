// What all fields share: telling the app of a change, and being required.
import { inTurn } from "./busy.js";

/** Marks the field as the person's own and, where the block says so, tells the app at once. */
export async function changed(element, place, node, read) {
  place.surface.touch(place.block, element.action_id);
  node.dispatchEvent(new CustomEvent("settled", { bubbles: true }));
  if (!place.dispatch) return;
  const payload = { block_id: place.block, action_id: element.action_id, ...read() };
  await inTurn(node, () => place.surface.press(payload));
}

/** Slack's own check on an input block: filled, unless optional; then any further one. */
export function required(place, isFilled, further = () => null) {
  return () => {
    if (isFilled()) return further();
    return place.input && !place.optional ? "Please complete this required field." : null;
  };
}
