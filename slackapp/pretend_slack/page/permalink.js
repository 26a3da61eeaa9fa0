// Links to messages of this workspace: they lead to them, and ask nothing of any server.
import { current } from "./store.js";

const PATH = /^\/archives\/([CDG]\w+)\/p(\d+)(\d{6})$/;

/** {at, message, thread} for a link to a message here, or null. */
export function placeOf(url) {
  if (!URL.canParse(url)) return null;
  const { hostname, pathname, searchParams } = new URL(url);
  const found = PATH.exec(pathname);
  if (!found || hostname !== `${current().team.domain}.slack.com`) return null;
  return { at: found[1], message: `${found[2]}.${found[3]}`, thread: searchParams.get("thread_ts") ?? "" };
}
