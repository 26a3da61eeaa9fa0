// What the composer offers while one types: commands, people, channels.
import { allChannels, everybody, nameOf } from "./people.js";

/** {from, items: [{insert, title, hint, detail}]} for the text before the caret, or null. */
export function suggest(before, state) {
  return commands(before, state) ?? names(before);
}

function commands(before, state) {
  if (!/^\/\S*$/.test(before)) return null;
  const items = state.commands
    .filter(({ command }) => command.startsWith(before.toLowerCase()))
    .map(({ command, usage_hint, description }) => ({ insert: `${command} `, title: command, hint: usage_hint, detail: description }));
  return items.length ? { from: 0, items } : null;
}

function names(before) {
  const found = /(?:^|\s)([@#])([\p{L}\p{N}._-]*)$/u.exec(before);
  if (!found) return null;
  const [, sign, typed] = found;
  const fits = (...words) => words.some((word) => word?.toLowerCase().startsWith(typed.toLowerCase()));
  const items = sign === "@" ? peopleFor(fits) : channelsFor(fits);
  return items.length ? { from: before.length - typed.length - 1, items: items.slice(0, 8) } : null;
}

const peopleFor = (fits) => everybody()
  .filter(({ name, real_name }) => fits(name, real_name))
  .map((user) => ({ insert: `@${user.name} `, title: `@${user.name}`, hint: nameOf(user.id), detail: user.title }));

const channelsFor = (fits) => allChannels()
  .filter(({ name }) => fits(name))
  .map(({ name, shared }) => ({ insert: `#${name} `, title: `#${name}`, hint: "", detail: shared ? "shared channel" : "" }));

/** The command being typed, once its name is complete, so that its usage can stay in view. */
export function commandOf(text, state) {
  const [word, ...rest] = text.split(/\s/);
  return rest.length ? (state.commands.find(({ command }) => command === word) ?? null) : null;
}
