// What is wrong with the pretend Slack: a button that shows it, and a panel that sets it.
import * as api from "./api.js";
import { inTurn } from "./busy.js";
import { add, h } from "./dom.js";
import { topPanel } from "./panel.js";
import { segments } from "./segments.js";
import { current, refetch } from "./store.js";

const { button, panel, word } = topPanel({ name: "fault", label: "Faults", testid: "faults", title: "What is wrong with the pretend Slack" });
const normal = h("button", { type: "button", class: "btn", testid: "faults-clear", onclick: () => send({}) }, "Back to normal");
const twice = h("input", { type: "checkbox", testid: "faults-twice" });
const charts = h("input", { type: "checkbox", testid: "faults-charts" });
const note = h("p", { class: "panel-note", hidden: true });
const slow = segments("Slow", "faults-slow", [["0", "off"], ["2", "2 s"], ["5", "5 s"]]);
const answers = segments("Answers", "faults-answers", [["", "normally"], ["429", "429"], ["500", "500"], ["unreachable", "not at all"]]);

/** Puts the button into the top bar, and the panel into the page. */
export function mountFaults(bar) {
  add(panel,
    h("h2", {}, "Faults"), h("p", { class: "panel-note" }, "How Slack treats the desk from now on."),
    slow.node, answers.node,
    h("label", { class: "choice" }, twice, h("span", {}, "Tell the desk everything twice")),
    h("label", { class: "choice" }, charts, h("span", {}, "Refuse charts and tables")),
    note, normal);
  panel.addEventListener("change", () => send(chosen()));
  bar.append(button);
  document.body.append(panel);
}

function chosen() {
  const answer = answers.read();
  return {
    slow: Number(slow.read()), deliver_twice: twice.checked, refuses_charts: charts.checked,
    answers: answer === "429" || answer === "500" ? Number(answer) : null, unreachable: answer === "unreachable",
  };
}

async function send(body) {
  await inTurn(panel, async () => {
    await api.faults(body);
    await refetch();
  });
  renderFaults();
}

/** Shows the state: the button in amber, with a word, while anything is wrong. */
export function renderFaults() {
  const { faults } = current();
  button.classList.toggle("is-on", faults.on);
  word.textContent = wordFor(faults);
  // What was just chosen stays until it has been told.
  if (panel.classList.contains("is-busy")) return;
  slow.show(String(faults.slow));
  answers.show(faults.unreachable ? "unreachable" : String(faults.answers ?? ""));
  twice.checked = faults.deliver_twice;
  charts.checked = faults.refuses_charts;
  note.hidden = !faults.upcoming.length && !faults.methods.length && faults.for_calls === null;
  note.textContent = limits(faults).join(" ");
  normal.disabled = !faults.on;
}

function wordFor({ slow, answers, unreachable, deliver_twice: twice, refuses_charts: plain, upcoming }) {
  const words = [unreachable ? "No answer" : answers, slow && "Slow", twice && "Twice", plain && "No charts", upcoming.length && "Soon"].filter(Boolean);
  return words.length > 1 ? `${words.length} faults` : words[0] ?? "Faults";
}

function limits({ methods, for_calls: calls, upcoming }) {
  return [
    methods.length && `Only ${methods.join(", ")}.`,
    calls !== null && `For ${calls} more calls.`,
    upcoming.length && `Next: ${upcoming.map((each) => each ?? "as usual").join(", ")}.`,
  ].filter(Boolean);
}
