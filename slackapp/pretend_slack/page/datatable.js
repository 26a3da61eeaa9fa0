// A data_table block: rows by pages, sorted by a column when its head is pressed.
import { h } from "./dom.js";
import { table } from "./table.js";

/** The table with its caption. Sorting and turning pages touch nothing but the table itself. */
export function dataTable({ rows: [head, ...rows], caption, page_size: size = 5 }) {
  const root = h("div", {});
  let sorted = rows, column = null, up = true, page = 0;

  function sort(index) {
    [up, column, page] = [column === index ? !up : true, index, 0];
    const by = (row) => row[index].value ?? row[index].text ?? "";
    sorted = [...rows].sort((a, b) => (up ? 1 : -1) * compared(by(a), by(b)));
    draw();
  }

  function turn(pages) {
    page += pages;
    draw();
  }

  function draw() {
    const last = Math.ceil(rows.length / size) - 1;
    const drawn = table({ rows: [head, ...sorted.slice(page * size, (page + 1) * size)] });
    drawn.querySelectorAll("th").forEach((cell, index) => {
      cell.setAttribute("aria-sort", column !== index ? "none" : up ? "ascending" : "descending");
      const button = h("button", { type: "button", class: "sorts", onclick: () => sort(index) });
      button.append(...cell.childNodes, column === index ? (up ? " ↑" : " ↓") : "");
      cell.append(button);
    });
    root.replaceChildren(h("div", { class: "table-caption", dir: "auto" }, caption), h("div", { class: "block-table" }, drawn));
    if (last > 0) root.append(h("div", { class: "table-pages" }, turner("Earlier", -1, page > 0), `${page + 1} of ${last + 1}`, turner("Next", 1, page < last)));
  }

  const turner = (label, pages, possible) =>
    h("button", { type: "button", class: "quiet", disabled: !possible, onclick: () => turn(pages) }, label);

  draw();
  return root;
}

function compared(a, b) {
  return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), undefined, { numeric: true });
}
