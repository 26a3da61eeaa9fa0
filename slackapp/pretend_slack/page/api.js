// The only module that talks to the pretend Slack, always on our own origin.

/** A refusal, with the sentence the person reads. */
export class Refused extends Error {}

async function call(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Refused("The sandbox does not answer. Is it still running?");
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(body.error || `The sandbox answered ${response.status}.`);
  return body;
}

const post = (path, body) =>
  call(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

/** seen: the channel the person is looking at, whose messages count as read from now on. */
export const fetchState = (as, seen) => call(`/sandbox/state?${new URLSearchParams({ as, seen })}`);
export const fetchTraffic = (since) => call(`/sandbox/traffic?since=${since}`);
export const openStream = (as) => new EventSource(`/sandbox/stream?as=${encodeURIComponent(as)}`);
export const fetchEmoji = () => call("/sandbox/emoji");
export const edit = (body) => post("/sandbox/edit", body);
export const type = (body) => post("/sandbox/type", body);
export const react = (body) => post("/sandbox/react", body);
export const press = (body) => post("/sandbox/press", body);
export const submit = (body) => post("/sandbox/submit", body);
export const close = (body) => post("/sandbox/close", body);
export const shortcut = (body) => post("/sandbox/shortcut", body);
export const home = (body) => post("/sandbox/home", body);
export const clock = (body) => post("/sandbox/clock", body);
export const faults = (body) => post("/sandbox/faults", body);
export const machine = (body) => post("/sandbox/machine", body);
export const phone = (body) => post("/sandbox/phone", body);
