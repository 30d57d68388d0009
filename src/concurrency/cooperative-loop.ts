import { setImmediate as nextTurn } from 'node:timers/promises';

/** After so long at a time others are let in. */
const TURN_MS = 5;

/** Long work that has to be done here, in turns: whoever does it asks after each step whether others are due. */
export class CooperativeLoop {
  private begun = performance.now();

  /** Lets others in where this turn was long enough. */
  async step(): Promise<void> {
    if (performance.now() - this.begun < TURN_MS) return;
    await nextTurn();
    this.begun = performance.now();
  }
}
