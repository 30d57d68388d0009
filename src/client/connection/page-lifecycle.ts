// Reports when the browser page that owns a connection sleeps, resumes, or loses its network. Outside browsers it
// does nothing.

export type PageLifecycleHandlers = {
  /** The network is back, or the page is visible again. */
  resumed(): void;
  /** The network is gone. */
  offline(): void;
  /** The page left the back/forward cache: its connection is dead without having been closed. */
  restored(): void;
  /** The page may enter the back/forward cache, which an open socket would prevent. */
  cached(): void;
};

export class PageLifecycle {
  constructor(private readonly on: PageLifecycleHandlers) {
    this.register('addEventListener');
  }

  close(): void {
    this.register('removeEventListener');
  }

  private readonly online = (): void => this.on.resumed();
  private readonly offline = (): void => this.on.offline();
  private readonly visibility = (): void => void (document.visibilityState === 'visible' && this.on.resumed());
  private readonly shown = ({ persisted }: PageTransitionEvent): void => void (persisted && this.on.restored());
  private readonly hidden = ({ persisted }: PageTransitionEvent): void => void (persisted && this.on.cached());

  private register(method: 'addEventListener' | 'removeEventListener'): void {
    if (typeof document === 'undefined') return;
    window[method]('online', this.online);
    window[method]('offline', this.offline);
    window[method]('pageshow', this.shown as EventListener);
    window[method]('pagehide', this.hidden as EventListener);
    document[method]('visibilitychange', this.visibility);
  }
}
