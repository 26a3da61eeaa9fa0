// The markdown block, in its everyday part: headings, lists, quotes, code, rules, emphasis, links.
import { h } from "./dom.js";
import { link } from "./mrkdwn.js";
import { withEmoji } from "./emoji.js";

/** A markdown text as a list of nodes. */
export function markdown(text) {
  return text.split(/^```\w*\n([\s\S]*?)\n?```$/m).flatMap((piece, index) =>
    index % 2 ? [h("pre", {}, piece)] : paragraphs(piece));
}

function paragraphs(text) {
  const nodes = [];
  for (const line of text.split("\n")) {
    const node = block(line);
    const last = nodes.at(-1);
    if (!node) nodes.push(null);
    else if (last && node.tagName === last.tagName && ["UL", "OL", "BLOCKQUOTE"].includes(node.tagName)) last.append(...node.childNodes);
    else nodes.push(node);
  }
  return nodes.filter(Boolean);
}

function block(line) {
  if (line.trim() === "") return null;
  const heading = /^(#{1,6}) (.*)$/.exec(line);
  if (heading) return h(heading[1].length < 3 ? "h3" : "h4", { dir: "auto" }, span(heading[2]));
  if (/^(-{3,}|\*{3,})$/.test(line.trim())) return h("hr");
  const item = /^\s*(?:([-*+])|\d+\.) (.*)$/.exec(line);
  if (item) return h(item[1] ? "ul" : "ol", {}, h("li", { dir: "auto" }, span(item[2])));
  const quote = /^> ?(.*)$/.exec(line);
  if (quote) return h("blockquote", {}, h("div", { dir: "auto" }, span(quote[1])));
  return h("div", { class: "line", dir: "auto" }, span(line));
}

const SPAN = /`([^`]+)`|\[([^\]]+)\]\(([^)\s]+)\)|\*\*(.+?)\*\*|~~(.+?)~~|(?<!\w)[*_](\S(?:.*?\S)?)[*_](?!\w)/;

function span(text) {
  const found = SPAN.exec(text);
  if (!found) return [withEmoji(text)];
  const [whole, code, label, url, bold, strike, italic] = found;
  const node = code !== undefined ? h("code", {}, code)
    : label !== undefined ? link(url, span(label))
    : h(bold !== undefined ? "strong" : strike !== undefined ? "s" : "em", {}, span(bold ?? strike ?? italic));
  return [withEmoji(text.slice(0, found.index)), node, ...span(text.slice(found.index + whole.length))];
}
