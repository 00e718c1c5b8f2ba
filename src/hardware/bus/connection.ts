/**
 * Keeps one line open, for ever.
 *
 *     start ─▶ opening ──opened──▶ open ──closed | restart()──▶ down ──backoff──▶ opening …
 *                 └──failed | 5 s──────────────────────────────▲
 *
 * INVARIANT: one transport exists at a time; what an abandoned one still says goes nowhere, and the next one is made
 * only when the system has let go of it. A hanging open() or close() holds a thread of the runtime's four for ever.
 */
import type { Clock, Log, Random, Scheduler } from '../../controller/ports.ts';
import { backoffMs } from './backoff.ts';
import { Deadline } from './deadline.ts';
import type { Transport, TransportFailure } from './transport.ts';

const OPENING_LIMIT_MS = 5_000;
/** A stop waits so long for a port that does not close. */
const CLOSING_LIMIT_MS = 1_000;
const PERMISSION_CODES = new Set(['EACCES', 'EPERM']);

interface ConnectionEvents {
  opened(): void;
  bytes(chunk: Uint8Array): void;
  /** The line was open and is not any more. */
  lost(): void;
}

export interface ConnectionParts {
  readonly bus: string;
  readonly open: () => Transport;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly log: Log;
  readonly events: ConnectionEvents;
}

export class Connection {
  /** Openings that failed and lines that were lost. */
  errors = 0;
  /** Openings that ended, well or badly: one that hangs is not among them until the system lets go of it. */
  attempts = 0;
  state: 'down' | 'opening' | 'open' = 'down';
  readonly #parts: ConnectionParts;
  readonly #next: Deadline;
  readonly #limit: Deadline;
  #transport: Transport | undefined;
  /** The transport before, while the system holds it. */
  #leaving: Promise<void> | undefined;
  #isStopped = true;
  /** Since something was last heard. */
  #failures = 0;
  #said: string | undefined;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    this.#next = new Deadline(parts.clock, parts.scheduler, () => this.#open());
    this.#limit = new Deadline(parts.clock, parts.scheduler, () =>
      this.#fail({ code: 'ETIMEDOUT', message: `could not be opened within ${OPENING_LIMIT_MS} ms` }),
    );
  }

  start(): void {
    this.#isStopped = false;
    this.#open();
  }

  /** Resolves when the port is closed, or does not close within a second. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#next.clear();
    const closed = this.#release();
    await new Promise<void>((resolve) => {
      const cancel = this.#parts.scheduler.after(CLOSING_LIMIT_MS, resolve);
      void closed.finally(() => {
        cancel();
        resolve();
      });
    });
  }

  /** Only while open. A failure shows as `lost`. */
  write(bytes: Uint8Array, done: () => void): void {
    this.#transport?.write(bytes, done);
  }

  /** The line is open and yet dead: gives the transport up and opens a new one. */
  restart(reason: string): void {
    if (this.state === 'open') this.#fail({ code: 'silent', message: reason });
  }

  #open(): void {
    if (this.#isStopped) return;
    if (this.#leaving !== undefined) {
      void this.#leaving.then(() => this.#open());
      return;
    }
    const { clock, open, events } = this.#parts;
    const transport = open();
    const isCurrent = (): boolean => this.#transport === transport;
    this.#transport = transport;
    this.state = 'opening';
    this.#limit.set(clock.read().monotonicMs + OPENING_LIMIT_MS);
    transport.open({
      opened: () => {
        if (!isCurrent()) return;
        this.#limit.clear();
        this.attempts += 1;
        this.state = 'open';
        events.opened();
      },
      bytes: (chunk) => {
        if (!isCurrent() || this.state !== 'open') return;
        this.#hear();
        events.bytes(chunk);
      },
      closed: (failure) => {
        if (isCurrent()) this.#fail(failure);
      },
    });
  }

  /** Only a line that speaks is back: an adapter without a board opens well. */
  #hear(): void {
    this.#failures = 0;
    if (this.#said === 'up') return;
    this.#said = 'up';
    this.#parts.log.info('bus-opened', { bus: this.#parts.bus });
  }

  #fail(failure: TransportFailure): void {
    if (this.#isStopped) return;
    const { clock, random, events } = this.#parts;
    const wasOpen = this.state === 'open';
    this.errors += 1;
    this.#tell(failure);
    void this.#release();
    this.#next.set(clock.read().monotonicMs + backoffMs(this.#failures, random.uniform()));
    this.#failures += 1;
    if (wasOpen) events.lost();
  }

  /** One line for each kind of trouble, not for each attempt. */
  #tell({ code, message }: TransportFailure): void {
    if (this.#said === code) return;
    this.#said = code;
    const { log, bus } = this.#parts;
    if (PERMISSION_CODES.has(code)) log.error('bus-permission', { bus, failure: code, message });
    else log.warn('bus-lost', { bus, failure: code, message });
  }

  async #release(): Promise<void> {
    const transport = this.#transport;
    this.#transport = undefined;
    this.state = 'down';
    this.#limit.clear();
    if (transport !== undefined) {
      this.#leaving = transport.close().then(() => {
        this.#leaving = undefined;
        this.attempts += 1;
      });
    }
    await this.#leaving;
  }
}
