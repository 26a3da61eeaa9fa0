// A small menu that hangs on a button: message shortcuts, overflow menus, global shortcuts.
import { h } from "./dom.js";

/**
 * Opens a menu at anchor. items: [{label, detail?, testid?, danger?, run()}] or "-" for a line.
 * The browser's popover gives us Escape, a click elsewhere, and a place above open dialogs.
 */
export function openMenu(anchor, items, label) {
  const menu = h("div", { class: "menu", role: "menu", popover: "auto", "aria-label": label });
  for (const item of items) menu.append(item === "-" ? h("hr") : entry(menu, item));
  menu.addEventListener("keydown", (event) => walk(menu, event));
  menu.addEventListener("toggle", (event) => {
    if (event.newState === "closed") dismiss(menu, anchor);
  });
  (anchor.closest("dialog") ?? document.body).append(menu);
  anchor.setAttribute("aria-expanded", "true");
  menu.showPopover();
  place(menu, anchor);
  menu.querySelector("button")?.focus();
}

function entry(menu, item) {
  return h("button", {
    type: "button", role: "menuitem", class: item.danger ? "danger" : null, testid: item.testid,
    onclick: () => {
      menu.hidePopover();
      item.run();
    },
  }, h("span", { dir: "auto" }, item.label), item.detail && h("small", {}, item.detail));
}

function dismiss(menu, anchor) {
  const inside = menu.contains(document.activeElement) || document.activeElement === document.body;
  menu.remove();
  anchor.setAttribute("aria-expanded", "false");
  if (inside && anchor.isConnected) anchor.focus({ preventScroll: true });
}

function walk(menu, event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const buttons = [...menu.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement);
  buttons[(at + step + buttons.length) % buttons.length].focus();
}

/** Below the anchor, or above it where there is no room, and never outside the window. */
export function place(menu, anchor) {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = at.bottom + 4 + height <= innerHeight;
  menu.style.top = `${Math.max(8, below ? at.bottom + 4 : at.top - height - 4)}px`;
  menu.style.left = `${Math.max(8, Math.min(at.right - width, innerWidth - width - 8))}px`;
}
