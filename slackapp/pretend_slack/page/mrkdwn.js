// Slack's mrkdwn -> DOM nodes. Data becomes text nodes only, so no text can become markup.
import { h } from "./dom.js";
import { emojiFor, withEmoji } from "./emoji.js";
import { channelPill, groupPill, userPill } from "./people.js";
import { placeOf } from "./permalink.js";
import { timeNode } from "./times.js";

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
const decode = (text) => text.replace(/&(amp|lt|gt);/g, (entity) => ENTITIES[entity]);

/** A mrkdwn text as a list of nodes, a line each; in a `verbatim` one a bare address is no link. */
export function mrkdwn(text, verbatim = false) {
  return text.split(/```\n?([\s\S]*?)\n?```[ \n]?/).flatMap((piece, index) => {
    if (index % 2) return [h("pre", { dir: "auto" }, links(piece))];
    return piece === "" ? [] : lines(piece.replace(/\n$/, ""), verbatim);
  });
}

function lines(text, verbatim) {
  const nodes = [];
  let quote = null;
  for (const line of text.split("\n")) {
    const quoted = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (!quoted) quote = null;
    else if (!quote) nodes.push((quote = h("blockquote")));
    (quote ? quote : { append: (node) => nodes.push(node) }).append(oneLine(quoted ? quoted[1] : line, verbatim));
  }
  return nodes;
}

function oneLine(line, verbatim) {
  if (line.trim() === "") return h("div", { class: "line blank" });
  const bullet = /^\s*[•◦▪]\s+/.test(line);
  return h("div", { class: bullet ? "line bullet" : "line", dir: "auto" }, inline(line, verbatim));
}

// Code, links and emoji are cut out first, so that a _ or * inside them is not taken as emphasis.
const ATOM = /`([^`\n]+)`|<([^<>\n]+)>|:([a-z0-9_+'-]+(?:::skin-tone-\d)?):|(https?:\/\/[^\s<>|`*]+[^\s<>|`*.,;:!?)\]'"”’])/g;
const HELD = /\uE000(\d+)\uE001/;

/** One line of mrkdwn as a list of nodes and strings. */
function inline(text, verbatim = false) {
  const held = [];
  const hold = (node) => `\uE000${held.push(node) - 1}\uE001`;
  const cut = text.replace(/[\uE000\uE001]/g, "").replace(ATOM, (whole, code, angle, emoji, url, at) => {
    if (code !== undefined) return hold(h("code", { dir: "auto" }, links(code)));
    if (angle !== undefined) return hold(angleNode(angle, at === 0));
    if (url !== undefined) return verbatim ? whole : hold(link(decode(url), decode(url)));
    const character = emojiFor(emoji);
    return character ? hold(emojiNode(character, emoji)) : whole;
  });
  return emphasis(cut, held);
}

export function emojiNode(character, name) {
  return h("span", { class: "emoji", role: "img", "aria-label": name.replaceAll("_", " "), title: `:${name}:` }, character);
}

const MARKS = { "*": "strong", _: "em", "~": "s" };
const EMPHASIS = /(?<![\p{L}\p{N}*_~])([*_~])(?=\S)((?:(?!\1).)*?\S)\1(?![\p{L}\p{N}*_~]*\1)(?![\p{L}\p{N}])/u;

function emphasis(text, held) {
  const found = EMPHASIS.exec(text);
  if (!found) return release(text, held);
  const [whole, mark, inner] = found;
  return [
    ...release(text.slice(0, found.index), held),
    h(MARKS[mark], {}, emphasis(inner, held)),
    ...emphasis(text.slice(found.index + whole.length), held),
  ];
}

/** Puts the held nodes back between the plain pieces. */
function release(text, held) {
  return text.split(HELD).map((piece, index) => (index % 2 ? held[Number(piece)] : decode(piece)));
}

/** Code and preformatted text: only links and mentions are read. */
function links(text) {
  return text.split(/<([^<>\n]+)>/).map((piece, index) => (index % 2 ? angleNode(piece, false) : decode(piece)));
}

function angleNode(inside, atStart) {
  const [target, ...rest] = inside.split("|");
  const label = decode(rest.join("|"));
  if (/^@[UW]/.test(target)) return userPill(target.slice(1), label);
  if (/^#C/.test(target)) return channelPill(target.slice(1), label);
  if (target.startsWith("!subteam^")) return groupPill(target.slice(9), label);
  if (target.startsWith("!date^")) return dateNode(target, label, atStart);
  if (target.startsWith("!")) return shout(target, label);
  return link(decode(target), label ? inline(rest.join("|")) : decode(target).replace(/^mailto:/, ""));
}

function dateNode(target, fallback, atStart) {
  const [, epoch, format, ...url] = target.split("^");
  if (!/^\d+$/.test(epoch) || !format) return document.createTextNode(fallback || decode(target));
  const node = timeNode(Number(epoch), decode(format), atStart);
  return url.length ? link(decode(url.join("^")), node) : node;
}

function shout(target, label) {
  const range = /^!(channel|here|everyone)\b/.exec(target);
  if (range) return h("span", { class: "pill pill-me" }, `@${range[1]}`);
  return h("span", { class: "pill" }, label || target);
}

/** A link that leaves the sandbox, or leads to a message in it; anything but http(s) and mailto stays text. */
export function link(target, content) {
  const place = placeOf(target);
  if (place) return linkTo(place, target, content);
  if (!/^(https?:\/\/|mailto:)/i.test(target)) return h("span", { title: target }, content);
  return h("a", { href: target, target: "_blank", rel: "noopener noreferrer", dir: "auto" }, content);
}

function linkTo(place, target, content) {
  const follow = (event) => {
    event.preventDefault();
    event.currentTarget.dispatchEvent(new CustomEvent("go", { bubbles: true, detail: place }));
  };
  return h("a", { href: target, dir: "auto", testid: "message-link", onclick: follow }, content);
}

/** A message's text as it was typed: mentions by their names, links bare. */
export const asTyped = (text) => decode(text.replace(/<([@#])[^|>]+\|([^>]+)>|<([^|>]+)(?:\|[^>]*)?>/g, (_, sign, name, url) => (sign ? sign + name : url)));

/** A text object {type, text} as nodes. */
export function textNodes(object) {
  if (!object) return [];
  if (object.type === "mrkdwn") return mrkdwn(object.text, object.verbatim);
  return [h("span", { class: "plain", dir: "auto" }, plain(object))];
}

/** A text object as a plain string, for labels, options and titles. */
export const plain = (object) => (object ? withEmoji(object.text ?? "") : "");
