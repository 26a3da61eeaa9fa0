// Interactive elements of Block Kit: buttons, menus, and the dispatcher for all others.
import { h, icon } from "./dom.js";
import { busy } from "./busy.js";
import { confirmed } from "./confirm.js";
import { checkGroup, radioGroup } from "./choices.js";
import { dateField, dateTimeField, numberField, textField, timeField } from "./inputs.js";
import { openMenu } from "./menu.js";
import { link, plain } from "./mrkdwn.js";
import { placeOf } from "./permalink.js";
import { multiSelect, selectField } from "./selects.js";
import { unknown } from "./unknown.js";

const DRAW = {
  button,
  overflow,
  image: imageElement,
  radio_buttons: radioGroup,
  checkboxes: checkGroup,
  plain_text_input: textField,
  url_text_input: textField,
  email_text_input: textField,
  number_input: numberField,
  datepicker: dateField,
  timepicker: timeField,
  datetimepicker: dateTimeField,
  static_select: selectField,
  users_select: selectField,
  channels_select: selectField,
  conversations_select: selectField,
  multi_static_select: multiSelect,
  multi_users_select: multiSelect,
  multi_channels_select: multiSelect,
  multi_conversations_select: multiSelect,
};

/**
 * Draws an element. place: {surface, block (its block_id), input (inside an input block),
 * dispatch (does a change tell the app at once), optional, labelledby, describedby}.
 */
export function drawElement(element, place) {
  const draw = Object.hasOwn(DRAW, element.type) ? DRAW[element.type] : null;
  return draw ? draw(element, place) : unknown("element", element);
}

function button(element, place) {
  const style = { primary: "btn-primary", danger: "btn-danger" }[element.style] ?? "";
  const press = async (event) => {
    const target = event.currentTarget;
    // Whoever is asked first goes nowhere before they have answered.
    if (element.url && element.confirm) event.preventDefault();
    if (!(await confirmed(element.confirm))) return;
    if (element.url && element.confirm) leave(element.url);
    const { action_id, value } = element;
    await busy(target, () => place.surface.press({ block_id: place.block, action_id, type: "button", value }));
  };
  const props = {
    class: `btn ${style}`, testid: `action-${element.action_id}`, onclick: press, dir: "auto",
    "aria-label": element.accessibility_label,
  };
  if (!element.url) return h("button", { type: "button", ...props }, plain(element.text));
  const leaves = !placeOf(element.url) && h("span", { class: "leaves", "aria-hidden": "true" }, " ↗");
  const anchor = link(element.url, [plain(element.text), leaves]);
  anchor.className = props.class;
  anchor.dataset.testid = props.testid;
  anchor.addEventListener("click", press);
  return anchor;
}

const leave = (url) => /^https?:\/\//i.test(url) && open(url, "_blank", "noopener,noreferrer");

function overflow(element, place) {
  const run = async (option) => {
    if (!(await confirmed(element.confirm))) return;
    if (option.url) leave(option.url);
    const { action_id } = element;
    await busy(opener, () =>
      place.surface.press({ block_id: place.block, action_id, type: "overflow", selected_option: option }));
  };
  const items = element.options.map((option) => ({
    label: plain(option.text), detail: [plain(option.description), option.url && "↗"].filter(Boolean).join(" "),
    testid: `option-${option.value}`, run: () => run(option),
  }));
  const opener = h("button", {
    type: "button", class: "btn btn-overflow", testid: `action-${element.action_id}`,
    "aria-label": "More choices", "aria-haspopup": "menu", onclick: () => openMenu(opener, items, "More choices"),
  }, icon("more"));
  return opener;
}

function imageElement(element) {
  return picture(element, "small-image");
}

/** An image of our own origin, or a stand-in: the page asks nothing of other servers. */
export function picture({ image_url: url = "", alt_text: alt = "" }, className) {
  const own = url.startsWith("data:image/") || new URL(url, location.href).origin === location.origin;
  if (url && own) return h("img", { class: className, src: url, alt, loading: "lazy" });
  return h("span", { class: `${className} image-stand-in`, role: "img", "aria-label": alt, title: url || "image" }, alt || "image");
}
