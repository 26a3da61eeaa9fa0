// What is pressed stays where it is until it is released: a press on what is drawn anew is lost.
let pressed = false;
let waiting = null;

/** Draws now, or, while something is pressed, once it is released; of several the last. */
export function whenReleased(draw) {
  if (pressed) waiting = draw;
  else draw();
}

function released() {
  pressed = false;
  const draw = waiting;
  waiting = null;
  draw?.();
}

addEventListener("pointerdown", () => (pressed = true), { capture: true });
// The click comes right behind the release, and is to find what was pressed.
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(released), { capture: true });
addEventListener("blur", released); // of the window: a field's own blur comes with the press itself, and stays below
