// The sandbox's clock: shown, and moved on by hand. Time only goes forward.
import * as api from "./api.js";
import { busy } from "./busy.js";
import { fill, h, icon } from "./dom.js";
import { refetch } from "./store.js";
import { clockParts, dayCount, now, refreshTimes } from "./times.js";
import { say } from "./notice.js";

const text = h("span", { class: "clock-text", testid: "clock-now" });
const field = h("input", {
  type: "text", testid: "clock-goto", autocomplete: "off", spellcheck: "false", placeholder: "Tue 9 Jun 03:00",
  "aria-label": "Go to, Zurich time", title: "Go to this instant, Zurich time: 03:00, 9 Jun 03:00, Tue 9 Jun 03:00, 2026-06-09 03:00",
});
let minute = null;
let onNewDay = () => {};

async function move(node, body) {
  const went = await busy(node, async () => {
    await api.clock(body);
    await refetch();
  });
  tick();
  return went;
}

function button(label, testid, body, title) {
  return h("button", { type: "button", class: "clock-button", testid, title, onclick: (event) => move(event.currentTarget, body) }, label);
}

/** Puts the clock into root. newDay(): called when the date changes, for the dividers. */
export function mountClock(root, newDay) {
  onNewDay = newDay;
  const goButton = h("button", { type: "submit", class: "clock-button", testid: "clock-go" }, "Go");
  const form = h("form", { class: "clock-form", novalidate: true, onsubmit: (event) => goTo(event, goButton) }, h("span", { class: "clock-label" }, "Go to"), field, goButton);
  const controls = h("div", { class: "clock-controls", id: "clock-controls" },
    button("+5 min", "clock-5m", { advance: "5m" }, "Five minutes on"),
    button("+1 h", "clock-1h", { advance: "1h" }, "One hour on"),
    button("03:00", "clock-night", { to: "03:00" }, "To the next 3 a.m."),
    button("Next opening", "clock-opening", { to: "opening" }, "To the next opening of the desk"),
    form);
  const face = h("button", {
    type: "button", class: "clock-face", "aria-controls": "clock-controls", "aria-expanded": "false", title: "The sandbox's clock, in Zurich time",
    onclick: () => face.setAttribute("aria-expanded", String(root.classList.toggle("is-open"))),
  }, icon("clock"), text);
  root.append(face, controls);
  setInterval(tick, 1000);
}

/** What was refused stays in the field, to be mended. */
async function goTo(event, node) {
  event.preventDefault();
  if (!field.value.trim()) return say("Write a time to go to, such as 03:00 or Tue 9 Jun 03:00.");
  if (await move(node, { to: field.value })) field.value = "";
}

/** Shows the clock again after the state has come. */
export function renderClock() {
  minute = null;
  tick();
}

function tick() {
  const ms = now();
  const here = Math.floor(ms / 60_000);
  if (here === minute) return;
  const dayTurned = minute !== null && dayCount(minute * 60_000) !== dayCount(ms);
  minute = here;
  const { day, year, time } = clockParts(ms);
  fill(text, day, h("span", { class: "clock-more" }, ` ${year}`), `, ${time}`, h("span", { class: "clock-more" }, " Zurich"));
  refreshTimes();
  if (dayTurned) onNewDay();
}
