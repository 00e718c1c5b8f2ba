/** Why a line is not there. `code` is the system's word where it has one (ENOENT, EACCES, ECONNREFUSED …). */
export interface TransportFailure {
  readonly code: string;
  readonly message: string;
}

export interface TransportEvents {
  opened(): void;
  bytes(chunk: Uint8Array): void;
  /** Once, also for an opening that failed; never after `close()` was called. Nothing else follows. */
  closed(failure: TransportFailure): void;
}

/** One opening of a line; a new object for the next one. */
export interface Transport {
  open(events: TransportEvents): void;
  /**
   * Hands the bytes to the operating system, in this very tick if it takes them. `done` follows when it has taken
   * them all; a failure comes as `closed`.
   */
  write(bytes: Uint8Array, done: () => void): void;
  /** Resolves when the system has let go of the device, also of an opening that was under way. Never rejects. */
  close(): Promise<void>;
}
