// A data_visualization block: bars or lines drawn as SVG, with everything they show in words for screen readers.
import { h } from "./dom.js";
import { unknown } from "./unknown.js";

const SVG = "http://www.w3.org/2000/svg";
const NARROW = matchMedia("(max-width: 480px)").matches; // a phone: what is written would get too small
const WIDTH = NARROW ? 370 : 460, HEIGHT = 190, LEFT = 34, RIGHT = 10, TOP = 20, BOTTOM = 26;
const FLOOR = HEIGHT - BOTTOM;

const DRAWN = { bar, line };
const LABEL = 54; // as wide as one is: of those that have less room, some are left out

/** The chart under its title, and a legend if it has more than one series. */
export function chart({ title, chart: drawn }) {
  if (!(drawn.type in DRAWN)) return unknown(`chart “${title}”`, drawn);
  return h("figure", {},
    h("figcaption", { dir: "auto" }, title),
    drawn.series.length > 1 && h("div", { class: "legend" }, drawn.series.map(({ name }, index) =>
      h("span", {}, h("i", { class: `series-${index % 6}` }), name))),
    plot(title, drawn));
}

/** The grid, the labels of both axes, and what the chart's type draws between them. */
function plot(title, { type, series, axis_config: axis }) {
  const root = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": inWords(title, series) });
  const top = roundedUp(Math.max(...series.flatMap(({ data }) => data.map(({ value }) => value)), 0));
  const y = (value) => FLOOR - (value / top) * (FLOOR - TOP);
  for (const value of [0, top / 2, top]) {
    root.append(svg("line", { class: "grid", x1: LEFT, x2: WIDTH, y1: y(value), y2: y(value) }));
    root.append(text(String(value), { class: "tick", x: LEFT - 6, y: y(value) + 4, "text-anchor": "end" }));
  }
  const room = (WIDTH - LEFT - RIGHT) / axis.categories.length;
  const every = Math.ceil(LABEL / room);
  const places = axis.categories.map((category, place) => ({ category, middle: LEFT + room * (place + 0.5) }));
  places.forEach(({ category, middle }, place) => {
    if (place % every) return;
    root.append(text(category, { class: "tick", x: middle, y: HEIGHT - 8, "text-anchor": "middle" }));
  });
  DRAWN[type](root, series, places, y, room);
  if (axis.y_label) root.append(text(axis.y_label, { class: "tick", x: 0, y: 10 }));
  return root;
}

const valueOf = ({ data }, category) => data.find(({ label }) => label === category).value;

function bar(root, series, places, y, room) {
  const drawn = places.map(({ category, middle }) => ({
    middle, bars: series.map((each, index) => ({ index, value: valueOf(each, category) })).filter(({ value }) => value),
  }));
  const width = Math.min((room * 0.72) / Math.max(1, ...drawn.map(({ bars }) => bars.length)), 46);
  for (const { middle, bars } of drawn) {
    bars.forEach(({ index, value }, place) => {
      const x = middle + width * (place - bars.length / 2);
      root.append(svg("rect", { class: `series-${index % 6}`, x: x + 1, y: y(value), width: width - 2, height: FLOOR - y(value), rx: 3 }));
      root.append(text(String(value), { class: "value", x: x + width / 2, y: y(value) - 5, "text-anchor": "middle" }));
    });
  }
}

function line(root, series, places, y) {
  series.forEach((each, index) => {
    const points = places.map(({ category, middle }) => `${middle},${y(valueOf(each, category))}`);
    root.append(svg("polyline", { class: `line series-${index % 6}`, points: points.join(" ") }));
  });
}

/** The next number that halves well: 1, 2, 4, 6, 8, 10, 20, 40, … */
function roundedUp(value) {
  const power = 10 ** Math.floor(Math.log10(value || 1));
  return [1, 2, 4, 6, 8, 10].map((each) => each * power).find((each) => each >= value);
}

function inWords(title, series) {
  const told = series.map(({ name, data }) => `${name}: ${data.map(({ label, value }) => `${label} ${value}`).join(", ")}`);
  return `${title}. ${told.join(". ")}.`;
}

function svg(tag, attributes) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

function text(content, attributes) {
  const node = svg("text", attributes);
  node.textContent = content;
  return node;
}
