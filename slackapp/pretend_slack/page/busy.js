// While the app is asked, what was pressed shows it; what goes wrong is said in words.
import { Refused } from "./api.js";
import { say } from "./notice.js";

/** Runs work() with node marked busy. Returns whether it went well. */
export async function busy(node, work) {
  if (node.classList.contains("is-busy")) return false;
  node.classList.add("is-busy");
  node.setAttribute("aria-busy", "true");
  node.setAttribute("aria-disabled", "true");
  try {
    await work();
    return true;
  } catch (problem) {
    if (!(problem instanceof Refused)) throw problem;
    say(problem.message, node);
    return false;
  } finally {
    node.classList.remove("is-busy");
    node.removeAttribute("aria-busy");
    node.removeAttribute("aria-disabled");
  }
}

const waiting = new WeakMap();

/** Like busy(), but what comes meanwhile is not lost: the last of it is done right after. */
export async function inTurn(node, work) {
  if (node.classList.contains("is-busy")) return void waiting.set(node, work);
  await busy(node, work);
  const next = waiting.get(node);
  waiting.delete(node);
  if (next) await inTurn(node, next);
}
