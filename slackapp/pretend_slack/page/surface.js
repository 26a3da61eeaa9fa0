// One message or view as Slack sees it: its fields, their values, and what a press sends.

export class Surface {
  #fields = [];
  #touched = new Set();
  #kept;
  #send;

  /** send(payload): posts a press; kept: values of the drawing before this one, to go on with. */
  constructor(send, kept = {}) {
    this.#send = send;
    this.#kept = kept;
  }

  /** What the person had there before the surface was drawn anew, or undefined. */
  kept(block, action) {
    return this.#kept?.[block]?.[action];
  }

  /** Registers a field. read() gives its state value; check() a sentence on what is wrong, or null. */
  field(block, action, read, check = () => null) {
    this.#fields.push({ block, action, read, check });
  }

  touch(block, action) {
    this.#touched.add(`${block} ${action}`);
  }

  /** Slack's state.values: {block_id: {action_id: {...}}}; onlyTouched: those the person changed. */
  values({ onlyTouched = false } = {}) {
    const values = {};
    for (const { block, action, read } of this.#fields) {
      if (onlyTouched && !this.#touched.has(`${block} ${action}`)) continue;
      (values[block] ??= {})[action] = read();
    }
    return values;
  }

  /** {block_id: sentence} for what is missing or malformed. */
  problems() {
    const found = {};
    for (const { block, check } of this.#fields) {
      const problem = check();
      if (problem) found[block] = problem;
    }
    return found;
  }

  /** Sends a press with everything filled in so far. */
  press(payload) {
    return this.#send({ ...payload, values: this.values() });
  }
}
