// What stands beside Slack and is set going by hand: a button that shows it, and a panel with each.
import * as api from "./api.js";
import { busy } from "./busy.js";
import { fill, h } from "./dom.js";
import { topPanel } from "./panel.js";
import { segments } from "./segments.js";
import { current, refetch } from "./store.js";

const { button, panel, word } = topPanel({ name: "machine", label: "Machines", testid: "machines", title: "What customers' machines tell the desk" });
const chosen = new Map();
let shown = "";

/** Puts the button into the top bar, and the panel into the page. */
export function mountMachines(bar) {
  bar.append(button);
  document.body.append(panel);
}

/** Shows the state: the button in amber, with a word, while anything is wrong because of one. */
export function renderMachines() {
  const { machines } = current();
  button.hidden = !machines.length;
  const trouble = machines.map((each) => each.trouble).find(Boolean);
  button.classList.toggle("is-on", Boolean(trouble));
  word.textContent = trouble || "Machines";
  const signature = JSON.stringify(machines);
  if (signature === shown) return;
  shown = signature;
  fill(panel, h("h2", {}, "Machines"), machines.map(section));
}

function section({ name, note, choices, buttons, said }) {
  const choice = choices.length ? segments("Format", `machine-${name}`, choices.map((each) => [each, each])) : null;
  choice?.show(chosen.get(name) ?? choices[0]);
  choice?.node.addEventListener("change", () => chosen.set(name, choice.read()));
  return h("section", { class: "machine", testid: "machine", "aria-label": name },
    h("h3", {}, name), h("p", { class: "panel-note" }, note), choice?.node,
    h("div", { class: "machine-buttons" }, buttons.map((label) => presser(name, label, choice))),
    said && h("output", { class: "machine-said", testid: "machine-said" }, said));
}

function presser(machine, label, choice) {
  const node = h("button", {
    type: "button", class: "btn", testid: "machine-button",
    onclick: () => busy(node, async () => {
      await api.machine({ machine, button: label, choice: choice?.read() ?? "" });
      await refetch();
    }),
  }, label);
  return node;
}
