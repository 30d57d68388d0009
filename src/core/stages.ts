// The stages of an update's way from a publish call to a screen: accepted (the call, until its bytes are kept), queued (until somebody
// looks at it), revised (read, and made ready to be decided on), committed (decided, and in the log), hinted (from the decision, until
// a gateway has it: no other machine knows when the commit was), sent (until its readers' sockets have taken it).

export const STAGES = ['accepted', 'queued', 'revised', 'committed', 'hinted', 'sent'] as const;
/** `screen` is the whole way, of what a gateway sent. */
export type Stage = (typeof STAGES)[number] | 'screen';

type Listener = (stage: Stage, seconds: number) => void;

/** Where each room says how long a stage took, and whoever counts it hears it. */
export class Stages {
  private listener: Listener | undefined;

  /** A stage is over. Clocks of two machines may differ: nothing takes less than no time. */
  passed(stage: Stage, ms: number): void {
    this.listener?.(stage, Math.max(0, ms) / 1000);
  }

  /** `listener` hears of each stage from now on; there is one. */
  listen(listener: Listener): void {
    this.listener = listener;
  }
}
