// The life of the page that a line is on: it sleeps and wakes, loses its network, is kept for going back to. Elsewhere nothing happens.

export type PageLifecycleHandlers = {
  /** The network is there again, or the page is seen again. */
  woke(): void;
  /** The network is gone. */
  changed(): void;
  /** The page comes out of the browser's back/forward cache: it has lost its line without a word. */
  cameBack(): void;
  /** The page may be kept for going back to, which it is not with an open socket. */
  left(): void;
};

export class PageLifecycle {
  constructor(private readonly on: PageLifecycleHandlers) {
    this.listen('addEventListener');
  }

  close(): void {
    this.listen('removeEventListener');
  }

  private readonly woke = (): void => this.on.woke();
  private readonly changed = (): void => this.on.changed();
  private readonly seen = (): void => void (document.visibilityState === 'visible' && this.on.woke());
  private readonly shown = ({ persisted }: PageTransitionEvent): void => void (persisted && this.on.cameBack());
  private readonly hidden = ({ persisted }: PageTransitionEvent): void => void (persisted && this.on.left());

  private listen(how: 'addEventListener' | 'removeEventListener'): void {
    if (typeof document === 'undefined') return;
    window[how]('online', this.woke);
    window[how]('offline', this.changed);
    window[how]('pageshow', this.shown as EventListener);
    window[how]('pagehide', this.hidden as EventListener);
    document[how]('visibilitychange', this.seen);
  }
}
