// Where we are (person, channel, thread: kept in the URL's hash) and what the sandbox says.
import * as api from "./api.js";
import { learn, person } from "./people.js";
import { say } from "./notice.js";
import { whenReleased } from "./pressed.js";
import { setClock } from "./times.js";

// Where one who comes without a hash begins: with a customer in need.
const FIRST = "U0EVE";

export const where = { me: FIRST, at: "", thread: "", message: "" };
let state = null;
let stream = null;
let listeners = [];
let firstNew = "";
let looksAnew = true;

/** The ts of the first message that had come to this channel, unread, before one looked at it; or empty. */
export const firstUnread = () => firstNew;
export const redraw = () => tell();
export const current = () => state;
export const onChange = (listener) => listeners.push(listener);
const tell = () => whenReleased(() => listeners.forEach((listener) => listener()));

/** The channel that is shown, or null on the Home view. */
export const channelHere = () => state?.channels.find(({ id }) => id === where.at) ?? null;

/** The direct message with the desk. */
export const deskChannel = () => state.channels.find(({ kind }) => kind === "dm") ?? null;

/** Goes somewhere: go({me}), go({at}), go({thread}), go({at, message}). Everything follows from the hash. */
export function go(change) {
  const next = { ...where, message: "", ...("at" in change ? { thread: "" } : {}), ...change };
  const query = new URLSearchParams({ as: next.me, at: next.at });
  if (next.thread) query.set("thread", next.thread);
  if (next.message) query.set("message", next.message);
  location.hash = query;
}

function readHash() {
  const query = new URLSearchParams(location.hash.slice(1));
  const [at, thread, message] = ["at", "thread", "message"].map((name) => query.get(name) || "");
  return { me: query.get("as") || FIRST, at, thread, message };
}

async function follow() {
  const before = { ...where };
  Object.assign(where, readHash());
  const other = before.me !== where.me || !state;
  if (other) listen();
  const arrived = other || before.at !== where.at;
  if (arrived) [looksAnew, firstNew] = [true, ""];
  if (state && !other) tell();
  if (where.at === "home" && arrived && mayHaveHome()) await act(api.home, {}).catch(complain);
  else if (arrived) await refetch().catch(complain);
}

const complain = (problem) => {
  if (problem instanceof api.Refused) say(problem.message);
  else throw problem;
};

/** Does something as the acting person, then shows what became of it. Throws Refused. */
export async function act(call, body) {
  await call({ as: where.me, ...body });
  await refetch();
}

let fetching = null;
let again = false;

/** Fetches the state; calls while one is under way lead to one more. */
export function refetch() {
  again = true;
  fetching ??= fetchUntilCurrent().finally(() => (fetching = null));
  return fetching;
}

async function fetchUntilCurrent() {
  while (again) {
    again = false;
    const { me, at } = where;
    const fresh = await api.fetchState(me, document.hidden ? "" : at);
    if (me !== where.me) again = true;
    else accept(fresh, document.hidden ? "" : at);
    if (at !== where.at) again = true;
  }
}

/** Whoever never looked has no place up to which they had read. */
function unreadIn({ messages, read_to: readTo, me }, channel) {
  const isNew = ({ ts, user }) => readTo && ts > readTo && user !== me;
  return messages[channel]?.filter(standsInChannel).find(isNew)?.ts ?? "";
}

/** Whether a message is shown in its channel, and not in a thread alone. */
export const standsInChannel = ({ ts, thread_ts: of, deleted, reply_count: replies, broadcast }) =>
  (!of || of === ts || broadcast) && (!deleted || replies > 0);

function accept(fresh, seen) {
  state = fresh;
  if (looksAnew && seen && seen === where.at) [looksAnew, firstNew] = [false, unreadIn(fresh, seen)];
  setClock(fresh.now, fresh.zone, fresh.running);
  learn(fresh);
  settle();
  tell();
}

/** People of another company see shared channels only: no Home, no direct messages. */
export const mayHaveHome = () => !person(where.me)?.outsider;

/** A place this person cannot see gives way to the nearest one that they can. */
function settle() {
  if (where.at === "home" ? mayHaveHome() : channelHere()) return;
  const place = where.at.startsWith("D") ? deskChannel() : state.channels.find(({ is_bot_in }) => is_bot_in);
  where.at = (place ?? state.channels[0])?.id ?? "";
  [where.thread, where.message] = ["", ""];
  history.replaceState(null, "", `#${new URLSearchParams({ as: where.me, at: where.at })}`);
}

// A browser allows six connections to one origin, so a hidden tab lets go of its stream.
function listen() {
  stream?.close();
  stream = null;
  if (document.hidden) return void (looksAnew = true);
  stream = api.openStream(where.me);
  stream.onopen = () => {
    document.body.classList.remove("offline");
    refetch().catch(complain);
  };
  stream.onmessage = (event) => {
    if (JSON.parse(event.data).version !== state?.version) refetch().catch(complain);
    tellTraffic();
  };
  stream.onerror = () => document.body.classList.add("offline");
}

let trafficListener = () => {};
const tellTraffic = () => trafficListener();
export const onTraffic = (listener) => (trafficListener = listener);

/** Starts everything. */
export function start() {
  addEventListener("hashchange", follow);
  document.addEventListener("visibilitychange", listen);
  return follow();
}
