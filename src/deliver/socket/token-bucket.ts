// What one socket may ask, of whatever kind: so much at once, and so much more in each second. Who asks on beyond it is refused, and
// who doesn't heed that is closed, since each refusal costs something too.

/** Enough to follow a hundred channels from cursors three times over: a line that comes and goes asks for all of them each time. */
const AT_ONCE = 2_000;
const EACH_SECOND = 30;
const LETTERS_FOR_ONE = 1_024;

/** What asking costs besides its message: a replay reads the log, and a token is looked at with a key. */
export const COSTS = { subscribe: 1, replay: 4, token: 9, unsubscribe: 0 } as const;

export class RateAllowance {
  private left: number = AT_ONCE;
  private at: number;

  constructor(private readonly now: () => number = () => performance.now()) {
    this.at = now();
  }

  /** A message of this size came. False once as much was refused as is given at once: the socket is to be closed. */
  heard(letters: number): boolean {
    const now = this.now();
    this.left = Math.min(AT_ONCE, this.left + ((now - this.at) / 1_000) * EACH_SECOND);
    this.at = now;
    this.left -= 1 + Math.floor(letters / LETTERS_FOR_ONE);
    return this.left > -AT_ONCE;
  }

  /** Takes what is asked beyond the message; false where nothing is left, and then it takes nothing. */
  take(cost: number): boolean {
    if (this.left < cost) return false;
    this.left -= cost;
    return true;
  }

  /** In how many ms there is something again. */
  get waitMs(): number {
    return Math.ceil(((1 + Math.max(0, -this.left)) / EACH_SECOND) * 1_000);
  }
}
