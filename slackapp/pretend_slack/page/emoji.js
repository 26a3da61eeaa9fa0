// The characters of emoji's short names: the whole table, as the sandbox tells it.
import { fetchEmoji } from "./api.js";

const NAMES = new Map(Object.entries(await fetchEmoji()));

/** The character of a short name, or null. A skin tone after the name is let go. */
export const emojiFor = (name) => NAMES.get(name.replace(/::skin-tone-\d$/, "")) ?? null;

/** Text with its :short_names: replaced, as Slack does in plain_text with emoji. */
export const withEmoji = (text) =>
  text.replace(/:([a-z0-9_+'-]+):/g, (whole, name) => emojiFor(name) ?? whole);
