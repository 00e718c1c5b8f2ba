/** What the service manager is told; what is absent or false is left out. */
export interface ServiceNews {
  /** A code would open a door from now on. */
  readonly ready?: boolean;
  readonly stopping?: boolean;
  /** Feeds the watchdog. */
  readonly alive?: boolean;
  /** How the cabinet is, in words for `systemctl status`; said only when it changed. */
  readonly status?: string;
}

/** Who started this process and watches over it (systemd), or nobody. Never throws, never waits. */
export interface ServiceManager {
  /** It ends this process when it was not fed for so long, milliseconds; null: it does not. */
  readonly watchdogMs: number | null;
  tell(news: ServiceNews): void;
}
