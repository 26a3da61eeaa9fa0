// Fields one types into: text, numbers, dates and times.
import { confirmed } from "./confirm.js";
import { h } from "./dom.js";
import { plain } from "./mrkdwn.js";
import { dayText, fieldText, fromFieldText } from "./times.js";
import { changed, required } from "./changes.js";

function typed(element, place, node, options) {
  const { surface, block } = place;
  const { key = "value", initial = `initial_${key}`, write = (text) => text, parse = (text) => text, check } = options;
  const kept = surface.kept(block, element.action_id);
  const start = kept ? kept[key] : element[initial];
  node.value = start === null || start === undefined ? "" : write(start);
  const read = () => ({ type: element.type, [key]: node.value === "" ? null : parse(node.value) });
  surface.field(block, element.action_id, read, required(place, () => node.value.trim() !== "", () =>
    node.value === "" ? null : check?.(node.value) ?? null));
  return read;
}

const shared = (element, place) => ({
  class: "field", testid: `action-${element.action_id}`, placeholder: plain(element.placeholder) || null,
  autofocus: element.focus_on_load, "aria-labelledby": place.labelledby, "aria-describedby": place.describedby,
  "aria-label": place.labelledby ? null : plain(element.placeholder) || element.type,
});

/** One line or several; also for web and mail addresses. */
export function textField(element, place) {
  const node = element.multiline
    ? h("textarea", { ...shared(element, place), rows: "4", dir: "auto" })
    : h("input", { ...shared(element, place), type: "text", dir: "auto", autocomplete: "off" });
  const read = typed(element, place, node, { check: (text) => textProblem(element, text) });
  const on = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const tellSoon = place.dispatch && on.includes("on_character_entered") ? soon(() => changed(element, place, node, read)) : () => {};
  node.addEventListener("input", () => {
    changed(element, { ...place, dispatch: false }, node, read);
    tellSoon();
  });
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || element.multiline || !place.dispatch || !on.includes("on_enter_pressed")) return;
    event.preventDefault();
    changed(element, place, node, read);
  });
  return node;
}

const PAUSE = 400;

/** Runs work when one has stopped typing for a moment, as Slack does. */
function soon(work) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, PAUSE);
  };
}

function textProblem(element, text) {
  const length = [...text].length;
  if (element.max_length && length > element.max_length)
    return `This entry must be at most ${element.max_length} characters long; it has ${length}.`;
  if (element.min_length && length < element.min_length)
    return `This entry must be at least ${element.min_length} characters long.`;
  if (element.type === "email_text_input" && !/^\S+@\S+\.\S+$/.test(text)) return "Please enter a valid email address.";
  if (element.type === "url_text_input" && !/^https?:\/\/\S+$/.test(text)) return "Please enter a valid URL.";
  return null;
}

/** A number, kept as the text that was typed, as Slack does. */
export function numberField(element, place) {
  const node = h("input", {
    ...shared(element, place), type: "text", autocomplete: "off",
    inputmode: element.is_decimal_allowed ? "decimal" : "numeric",
  });
  const read = typed(element, place, node, { check: (text) => numberProblem(element, text.trim()), parse: (text) => text.trim() });
  node.addEventListener("input", () => changed(element, { ...place, dispatch: false }, node, read));
  node.addEventListener("change", () => changed(element, place, node, read));
  return node;
}

function numberProblem({ is_decimal_allowed: decimals, min_value: min, max_value: max }, text) {
  if (!(decimals ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/).test(text))
    return decimals ? "Please enter a number." : "Please enter a whole number.";
  if (min !== undefined && min !== null && Number(text) < Number(min)) return `Please enter ${min} or more.`;
  if (max !== undefined && max !== null && Number(text) > Number(max)) return `Please enter ${max} or less.`;
  return null;
}

function picker(element, place, type, options) {
  const { placeholder, ...props } = shared(element, place);
  const node = h("input", { ...props, type, title: placeholder });
  const read = typed(element, place, node, options);
  let before = node.value;
  node.addEventListener("change", async () => {
    const wrong = options.check?.(node.value);
    if (place.dispatch && (wrong || !(await confirmed(element.confirm)))) {
      node.value = before;
      return;
    }
    before = node.value;
    await changed(element, place, node, read);
  });
  return node;
}

export const dateField = (element, place) =>
  written(picker(element, place, "date", { key: "selected_date", initial: "initial_date" }), element,
    (text) => dayText(Date.parse(`${text}T12:00Z`)));

/** A day as Slack shows it, whatever the browser's language; a press anywhere on it opens the calendar. */
function written(input, element, words) {
  const shown = h("span", { class: "date-shown", "aria-hidden": "true" });
  const show = () => {
    shown.textContent = input.value ? words(input.value) : plain(element.placeholder) || "Select a date";
    shown.classList.toggle("is-empty", !input.value);
  };
  input.addEventListener("input", show);
  input.addEventListener("change", () => setTimeout(show));
  input.addEventListener("click", () => input.showPicker());
  show();
  return h("span", { class: "date-field" }, input, shown);
}

/** A time of 24 hours, whatever the browser's language; half hours are offered. */
export function timeField(element, place) {
  const node = picker(element, place, "text", {
    key: "selected_time", initial: "initial_time", parse: timeOf,
    check: (text) => (text === "" || timeOf(text) ? null : "Please enter a time such as 08:30."),
  });
  for (const [name, value] of [["placeholder", "hh:mm"], ["inputmode", "numeric"], ["autocomplete", "off"], ["list", halfHours().id]])
    node.setAttribute(name, value);
  node.classList.add("time-field");
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !place.dispatch) return;
    event.preventDefault();
    node.blur();
  });
  return node;
}

/** "8:30" -> "08:30"; null for what is no time. */
function timeOf(text) {
  const found = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text.trim());
  return found ? `${found[1].padStart(2, "0")}:${found[2]}` : null;
}

let offered = null;

function halfHours() {
  if (offered) return offered;
  const times = Array.from({ length: 48 }, (_, half) => `${String(half >> 1).padStart(2, "0")}:${half % 2 ? "30" : "00"}`);
  offered = h("datalist", { id: "half-hours" }, times.map((value) => h("option", { value })));
  document.body.append(offered);
  return offered;
}

export const dateTimeField = (element, place) =>
  written(picker(element, place, "datetime-local", {
    key: "selected_date_time", initial: "initial_date_time",
    write: (epoch) => fieldText(epoch * 1000), parse: fromFieldText,
  }), element, (text) => `${dayText(fromFieldText(text) * 1000)} at ${text.slice(11, 16)}`);
