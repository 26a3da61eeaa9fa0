// The sandbox's clock and how instants are written: always the wall clock of the business zone.

let zone = "Europe/Zurich";
let base = Date.now();
let taken = performance.now();
let running = false;
const formatters = new Map();

/** Sets the clock to what the sandbox says; it goes on ticking here if it runs there. */
export function setClock(iso, zoneName, runs) {
  zone = zoneName || zone;
  base = Date.parse(iso);
  taken = performance.now();
  running = Boolean(runs);
}

/** The sandbox's now, in milliseconds. */
export const now = () => base + (running ? performance.now() - taken : 0);

function formatter(options) {
  const key = zone + JSON.stringify(options);
  if (!formatters.has(key)) formatters.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }));
  return formatters.get(key);
}

/** The wall clock at an instant, as numbers. */
function wall(ms) {
  const parts = formatter({
    year: "numeric", month: "numeric", day: "numeric",
    hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
  }).formatToParts(ms);
  return Object.fromEntries(parts.map((part) => [part.type, Number(part.value)]));
}

/** The calendar day of an instant as a day count, so that days can be subtracted. */
export function dayCount(ms) {
  const { year, month, day } = wall(ms);
  return Date.UTC(year, month - 1, day) / 86_400_000;
}

const two = (number) => String(number).padStart(2, "0");
const write = (ms, options) => formatter(options).format(ms);

/** "10:04". */
const hourMinute = (ms) => `${two(wall(ms).hour)}:${two(wall(ms).minute)}`;

/** {day: "Mon 8 Jun", year: "2026", time: "10:04"}. */
export function clockParts(ms) {
  const day = write(ms, { weekday: "short", day: "numeric", month: "short" }).replace(",", "");
  return { day, year: String(wall(ms).year), time: hourMinute(ms) };
}

/** "Mon 8 Jun 2026, 10:04". */
function clockText(ms) {
  const { day, year, time } = clockParts(ms);
  return `${day} ${year}, ${time}`;
}

/** "Mon, 8 June 2026", what a field for a day shows. */
export const dayText = (ms) => write(ms, { weekday: "short", day: "numeric", month: "long", year: "numeric" });

/** "2026-06-08T10:04", what a datetime-local field holds. */
export function fieldText(ms) {
  const at = wall(ms);
  return `${at.year}-${two(at.month)}-${two(at.day)}T${two(at.hour)}:${two(at.minute)}`;
}

/** The instant (epoch seconds) at which the zone's wall clock shows "2026-06-08T10:04". */
export function fromFieldText(text) {
  const asUtc = Date.parse(`${text}:00Z`);
  const offset = (ms) => Date.parse(`${fieldText(ms)}:00Z`) - Math.floor(ms / 60_000) * 60_000;
  const guess = asUtc - offset(asUtc);
  return (asUtc - offset(guess)) / 1000;
}

function relativeDay(ms) {
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[dayCount(ms) - dayCount(now())];
}

/** "Today", "Yesterday", or "Friday, 5 June": what stands between the days of a conversation. */
export function dividerText(ms) {
  const near = relativeDay(ms);
  if (near) return near[0].toUpperCase() + near.slice(1);
  return dated(ms, { weekday: "long", day: "numeric", month: "long" });
}

/** Slack leaves the year away when a date is less than about six months off. */
function dated(ms, options) {
  const far = Math.abs(dayCount(ms) - dayCount(now())) > 182;
  return write(ms, far ? { ...options, year: "numeric" } : options);
}

function ago(ms) {
  const seconds = Math.round((ms - now()) / 1000);
  const units = [["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3_600], ["minute", 60]];
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return new Intl.RelativeTimeFormat("en-GB", { numeric: "always" }).format(Math.trunc(seconds / size), unit);
}

const DAY = { day: "numeric" };
const TOKENS = {
  date_num: (ms) => fieldText(ms).slice(0, 10),
  date_slash: (ms) => write(ms, { day: "2-digit", month: "2-digit", year: "numeric" }),
  date: (ms) => dated(ms, { ...DAY, month: "long" }),
  date_short: (ms) => dated(ms, { ...DAY, month: "short" }),
  date_long: (ms) => dated(ms, { ...DAY, month: "long", weekday: "long" }),
  date_pretty: (ms) => relativeDay(ms) ?? TOKENS.date(ms),
  date_short_pretty: (ms) => relativeDay(ms) ?? TOKENS.date_short(ms),
  date_long_pretty: (ms) => relativeDay(ms) ?? TOKENS.date_long(ms),
  day_divider_pretty: (ms) => relativeDay(ms) ?? TOKENS.date_long(ms),
  time: hourMinute,
  time_secs: (ms) => `${hourMinute(ms)}:${two(wall(ms).second)}`,
  ago,
};

/** Slack's date format, "{date_short} at {time}", filled in for an instant. */
export function tokens(format, epochSeconds) {
  return format.replace(/\{(\w+)\}/g, (whole, name) =>
    Object.hasOwn(TOKENS, name) ? TOKENS[name](epochSeconds * 1000) : whole);
}

/** A <time> that stays right when the clock moves. atStart: it begins a line, so "Today". */
export function timeNode(epochSeconds, format, atStart = false) {
  const node = document.createElement("time");
  node.dateTime = new Date(epochSeconds * 1000).toISOString();
  node.title = `${clockText(epochSeconds * 1000)} (${zone})`;
  Object.assign(node.dataset, { epoch: epochSeconds, format, start: atStart ? "1" : "" });
  writeTime(node);
  return node;
}

function writeTime(node) {
  const text = tokens(node.dataset.format, Number(node.dataset.epoch));
  const written = node.dataset.start ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  if (node.textContent !== written) node.textContent = written;
}

/** Writes "today", "3 hours ago" and the like anew everywhere after the clock has moved. */
export const refreshTimes = () => document.querySelectorAll("time[data-epoch]").forEach(writeTime);
