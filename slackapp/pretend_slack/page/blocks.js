// Block Kit -> DOM.
import { chart } from "./chart.js";
import { dataTable } from "./datatable.js";
import { h } from "./dom.js";
import { drawElement, picture } from "./elements.js";
import { markdown } from "./markdown.js";
import { mrkdwn, plain, textNodes } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { table } from "./table.js";
import { unknown } from "./unknown.js";

const DRAW = {
  section,
  header: (block) => h("h3", { class: "header", dir: "auto" }, plain(block.text)),
  context,
  divider: () => h("hr"),
  actions,
  input,
  rich_text: (block) => h("div", {}, richText(block)),
  table,
  data_table: dataTable,
  data_visualization: chart,
  alert,
  image,
  markdown: (block) => h("div", { class: "markdown" }, markdown(block.text)),
};

/** All blocks of a message or view, drawn on a surface. */
export function drawBlocks(blocks, surface) {
  return blocks.map((block, index) => {
    const draw = Object.hasOwn(DRAW, block.type) ? DRAW[block.type] : null;
    const id = block.block_id ?? `block-${index}`;
    const node = draw ? draw(block, { surface, block: id, dispatch: true }) : unknown("block", block);
    node.classList.add("block", `block-${draw ? block.type : "unknown"}`);
    node.dataset.block = id;
    return node;
  });
}

function section(block, place) {
  return h("div", { class: block.accessory ? "has-accessory" : null },
    h("div", { class: "section-text" },
      block.text && h("div", {}, textNodes(block.text)),
      block.fields && h("div", { class: "fields" }, block.fields.map((text) => h("div", {}, textNodes(text))))),
    block.accessory && h("div", { class: "accessory" }, drawElement(block.accessory, place)));
}

function context(block) {
  return h("div", {}, (block.elements ?? []).map((element) =>
    element.type === "image" ? picture(element, "tiny-image") : h("div", { class: "context-text" }, textNodes(element))));
}

function actions(block, place) {
  return h("div", {}, block.elements.map((element) => drawElement(element, place)));
}

let inputs = 0;

function input(block, place) {
  const id = `input-${++inputs}`;
  const element = drawElement(block.element, {
    ...place, input: true, optional: block.optional, dispatch: Boolean(block.dispatch_action),
    labelledby: `${id}-label`, describedby: `${id}-hint ${id}-error`,
  });
  return h("div", { testid: `field-${place.block}` },
    h("div", { class: "label", id: `${id}-label`, dir: "auto", onclick: () => (element.querySelector("input") ?? element).focus() }, plain(block.label),
      block.optional && h("span", { class: "optional" }, " (optional)")),
    element,
    h("div", { class: "field-error", id: `${id}-error`, role: "alert", hidden: true }),
    block.hint && h("div", { class: "hint", id: `${id}-hint`, dir: "auto" }, plain(block.hint)));
}

const LEVELS = { info: "ℹ️", warning: "⚠️", error: "⛔", success: "✅" };

function alert(block) {
  const level = Object.hasOwn(LEVELS, block.level) ? block.level : "default";
  return h("div", { class: `level-${level}`, role: "note" },
    LEVELS[level] && h("span", { class: "emoji", "aria-hidden": "true" }, LEVELS[level]),
    h("div", {}, textNodes(block.text)));
}

function image(block) {
  return h("figure", {}, block.title && h("figcaption", { dir: "auto" }, plain(block.title)), picture(block, "large-image"));
}

/** Writes errors ({block_id: sentence}) beside their fields. Returns those that found no field. */
export function showErrors(root, errors) {
  const homeless = { ...errors };
  for (const node of root.querySelectorAll(".block-input")) {
    const sentence = errors[node.dataset.block];
    delete homeless[node.dataset.block];
    const slot = node.querySelector(":scope > .field-error");
    slot.hidden = !sentence;
    slot.textContent = sentence ?? "";
    node.classList.toggle("has-error", Boolean(sentence));
    node.querySelectorAll("input, select, textarea").forEach((field) => field.setAttribute("aria-invalid", String(Boolean(sentence))));
  }
  return Object.values(homeless);
}

/** What a message says without blocks. */
export const drawText = (text) => h("div", { class: "block block-text" }, mrkdwn(text));
