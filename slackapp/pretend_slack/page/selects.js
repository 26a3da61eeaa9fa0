// Menus: one of a list, or several, of options, people or channels.
import { h } from "./dom.js";
import { confirmed } from "./confirm.js";
import { plain } from "./mrkdwn.js";
import { allChannels, everybody, nameOf } from "./people.js";
import { changed, required } from "./changes.js";

const KEY = { static: "option", users: "user", channels: "channel", conversations: "conversation" };
const kindOf = (type) => KEY[/(\w+)_select$/.exec(type)[1].replace("multi_", "")];

/** What can be chosen: [{id, label, group?, value}], value being what the state will hold. */
function choices(element, kind) {
  if (kind === "option") return optionChoices(element);
  const people = () => everybody().filter((user) => user.id !== "USLACKBOT").map(({ id }) => ({ id, label: nameOf(id), value: id }));
  const channels = () => allChannels().map(({ id, name }) => ({ id, label: `#${name}`, value: id }));
  if (kind === "user") return people();
  return kind === "channel" ? channels() : [...channels(), ...people()];
}

function optionChoices(element) {
  const choice = (group) => (option) => ({ id: option.value, label: plain(option.text), group, value: option });
  const grouped = (element.option_groups ?? []).flatMap(({ label, options }) => options.map(choice(plain(label))));
  return [...(element.options ?? []).map(choice(null)), ...grouped];
}

const idOf = (value) => value?.value ?? value ?? "";

/** A menu to choose one from; the browser's own, so that it works on every keyboard and phone. */
export function selectField(element, place) {
  const { surface, block } = place;
  const kind = kindOf(element.type);
  const list = choices(element, kind);
  const kept = surface.kept(block, element.action_id);
  const start = kept ? kept[`selected_${kind}`] : element[`initial_${kind}`];
  const empty = h("option", { value: "", class: "placeholder" }, plain(element.placeholder) || "Choose…");
  const select = h("select", {
    class: "select", testid: `action-${element.action_id}`, autofocus: element.focus_on_load,
    "aria-label": place.labelledby ? null : plain(element.placeholder) || "Choose",
    "aria-labelledby": place.labelledby, "aria-describedby": place.describedby,
  }, empty, options(list));
  select.value = idOf(start);
  if (select.selectedIndex < 0) select.value = "";
  let before = select.value;
  const read = () => ({
    type: element.type,
    [`selected_${kind}`]: list.find((choice) => choice.id === select.value)?.value ?? null,
  });
  surface.field(block, element.action_id, read, required(place, () => select.value !== ""));
  select.addEventListener("change", async () => {
    if (place.dispatch && !(await confirmed(element.confirm))) {
      select.value = before;
      return;
    }
    before = select.value;
    await changed(element, place, select, read);
  });
  return select;
}

function options(list) {
  const groups = new Map();
  return list.flatMap(({ id, label, group }) => {
    const option = h("option", { value: id }, label);
    if (!group) return [option];
    const known = groups.get(group);
    if (!known) groups.set(group, h("optgroup", { label: group }));
    groups.get(group).append(option);
    return known ? [] : [groups.get(group)];
  });
}

/** Several of a list, as boxes to tick. */
export function multiSelect(element, place) {
  const { surface, block } = place;
  const kind = kindOf(element.type);
  const list = choices(element, kind);
  const kept = surface.kept(block, element.action_id);
  const start = (kept ? kept[`selected_${kind}s`] : element[`initial_${kind}s`]) ?? [];
  const chosen = new Set(start.map(idOf));
  const box = h("div", {
    class: "multi", role: "group", testid: `action-${element.action_id}`,
    "aria-labelledby": place.labelledby, "aria-describedby": place.describedby,
  });
  const read = () => ({
    type: element.type,
    [`selected_${kind}s`]: list.filter(({ id }) => chosen.has(id)).map(({ value }) => value),
  });
  /** Where the element sets a maximum, no more than that can be ticked. */
  const atMost = () => {
    const full = element.max_selected_items && chosen.size >= element.max_selected_items;
    box.querySelectorAll("input").forEach((tick) => (tick.disabled = Boolean(full) && !tick.checked));
  };
  for (const { id, label } of list) {
    const tick = h("input", { type: "checkbox", checked: chosen.has(id), value: id });
    tick.addEventListener("change", async () => {
      if (place.dispatch && !(await confirmed(element.confirm))) {
        tick.checked = !tick.checked;
        return;
      }
      if (tick.checked) chosen.add(id);
      else chosen.delete(id);
      atMost();
      await changed(element, place, box, read);
    });
    box.append(h("label", { class: "choice" }, tick, h("span", { dir: "auto" }, label)));
  }
  atMost();
  surface.field(block, element.action_id, read, required(place, () => chosen.size > 0));
  return box;
}
