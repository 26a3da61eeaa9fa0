// rich_text blocks -> DOM nodes.
import { h } from "./dom.js";
import { emojiFor } from "./emoji.js";
import { emojiNode, link } from "./mrkdwn.js";
import { channelPill, groupPill, userPill } from "./people.js";
import { timeNode } from "./times.js";
import { unknown } from "./unknown.js";

/** The parts of a rich_text block, in order. */
export const richText = (block) => (block.elements ?? []).map(part);

function part(element) {
  const inside = () => (element.elements ?? []).map(inlineElement);
  switch (element.type) {
    case "rich_text_section":
      return h("div", { class: "rich", dir: "auto" }, inside());
    case "rich_text_quote":
      return h("blockquote", { class: "rich", dir: "auto" }, inside());
    case "rich_text_preformatted":
      return h("pre", { dir: "auto" }, inside());
    case "rich_text_list":
      return list(element);
    default:
      return unknown("rich text", element);
  }
}

function list(element) {
  const ordered = element.style === "ordered";
  const start = ordered && element.offset ? element.offset + 1 : null;
  return h(
    ordered ? "ol" : "ul",
    { class: `rich-list indent-${Math.min(element.indent ?? 0, 4)}`, start },
    element.elements.map((item) => h("li", { dir: "auto" }, part(item))),
  );
}

const STYLES = [["bold", "strong"], ["italic", "em"], ["strike", "s"], ["underline", "u"], ["code", "code"]];

function styled(node, style = {}) {
  return STYLES.reduce((inner, [name, tag]) => (style[name] ? h(tag, {}, inner) : inner), node);
}

function inlineElement(element) {
  return styled(bare(element), element.style);
}

function bare(element) {
  switch (element.type) {
    case "text":
      return document.createTextNode(element.text);
    case "link":
      return link(element.url, element.text || element.url);
    case "user":
      return userPill(element.user_id);
    case "channel":
      return channelPill(element.channel_id);
    case "emoji":
      return emoji(element);
    case "broadcast":
      return h("span", { class: "pill pill-me" }, `@${element.range}`);
    case "date":
      return timeNode(element.timestamp, element.format);
    case "usergroup":
      return groupPill(element.usergroup_id);
    case "color":
      return colour(element.value);
    default:
      return unknown("rich text", element);
  }
}

function emoji({ name, unicode }) {
  const points = unicode ? unicode.split("-").map((point) => parseInt(point, 16)) : [];
  const character = emojiFor(name) ?? (points.length ? String.fromCodePoint(...points) : null);
  return character ? emojiNode(character, name) : document.createTextNode(`:${name}:`);
}

function colour(value) {
  const swatch = h("span", { class: "swatch" });
  if (/^#[0-9a-f]{6}$/i.test(value)) swatch.style.backgroundColor = value;
  return h("span", {}, swatch, value);
}
