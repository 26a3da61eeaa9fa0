// The table block: the first row is the header; it scrolls sideways within itself.
import { h } from "./dom.js";
import { richText } from "./richtext.js";
import { unknown } from "./unknown.js";

/** A table block as a scrollable region that the keyboard can reach. */
export function table(block) {
  const [head, ...rows] = block.rows;
  const settings = block.column_settings ?? [];
  const row = (cells, tag) => h("tr", {}, cells.map((cell, index) => tableCell(tag, cell, settings[index])));
  return h(
    "div",
    { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Table" },
    h("table", {}, h("thead", {}, row(head, "th")), h("tbody", {}, rows.map((cells) => row(cells, "td")))),
  );
}

function tableCell(tag, cell, setting) {
  const align = ["center", "right"].includes(setting?.align) ? `align-${setting.align}` : "";
  const wrap = setting?.is_wrapped ? "wraps" : "";
  const scope = tag === "th" ? "col" : null;
  return h(tag, { class: `${align} ${wrap}`.trim() || null, scope }, h("div", { dir: "auto" }, content(cell)));
}

function content(cell) {
  if (cell.type === "raw_text") return cell.text;
  if (cell.type === "raw_number") return cell.text ?? String(cell.value);
  if (cell.type === "rich_text") return richText(cell);
  return unknown("cell", cell);
}
