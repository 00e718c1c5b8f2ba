/**
 * Looks after the disk while nobody else writes to it:
 *
 *   it refuses                              try to record something, every 5 s: the first success is news
 *   there is room, the ballast is not whole lay a chunk, and another one a little later
 *   nearly no room, and no ballast          the same, every 10 s
 *   all is well                             look at the free space, every 10 s
 *
 * INVARIANT: ballast is laid only over `headroomBytes` of free space, so that it never takes the last room of others.
 */
import type { Cancel, Clock, Log, Random, Scheduler, Store } from '../controller/ports.ts';
import type { DiskGuard } from './disk-guard.ts';

export interface DiskWatchOptions {
  readonly store: Store;
  readonly guard: DiskGuard;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly log: Log;
  /** Left to others while ballast is laid; below half of it the disk counts as low. 32 MiB unless told. */
  readonly headroomBytes?: number;
}

const HEADROOM_BYTES = 33_554_432;
/** A start has better things to do first. */
const FIRST_LOOK_MS = 5_000;
const PROBE_EVERY_MS = 5_000;
/** Between two chunks: an opening's commit waits behind one of them at most, and 16 MiB are laid within 20 s. */
const CHUNK_EVERY_MS = 200;
const LOOK_EVERY_MS = 10_000;
/** Below this, without ballast, it is tried whether anything can be recorded at all. */
const NEARLY_NOTHING_BYTES = 1_048_576;

export class DiskWatch {
  readonly #o: DiskWatchOptions;
  readonly #headroomBytes: number;
  #cancel: Cancel = () => {};
  #laying: Promise<void> | undefined;
  #stopped = false;

  constructor(options: DiskWatchOptions) {
    this.#o = options;
    this.#headroomBytes = options.headroomBytes ?? HEADROOM_BYTES;
  }

  start(): void {
    const { store, log } = this.#o;
    store.onDisk(() => {
      const { state, error, freeBytes, ballastBytes } = store.disk();
      if (state === 'well') log.info('disk-state', { state, freeBytes });
      else log[state === 'low' ? 'warn' : 'error']('disk-state', { state, error, freeBytes, ballastBytes });
      if (!store.canRecord() && !this.#laying) this.#lookAfter(PROBE_EVERY_MS);
    });
    this.#lookAfter(FIRST_LOOK_MS);
  }

  /** Finishes the chunk at hand. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#laying;
  }

  #lookAfter(ms: number): void {
    if (this.#stopped) return;
    this.#cancel();
    this.#cancel = this.#o.scheduler.after(ms, () => this.#look());
  }

  #look(): void {
    if (!this.#o.store.canRecord()) this.#probe();
    if (!this.#o.store.canRecord()) return this.#lookAfter(PROBE_EVERY_MS);
    const { ballast } = this.#o.guard;
    if (ballast.missingBytes === 0) return this.#whole();
    if (this.#hasRoomFor(ballast.missingBytes)) return this.#lay();
    this.#setLow(true);
    // A resident is told before they type, not after.
    if (ballast.bytes === 0 && !this.#hasRoomFor(NEARLY_NOTHING_BYTES - this.#headroomBytes)) this.#probe();
    this.#lookAfter(LOOK_EVERY_MS);
  }

  #probe(): void {
    const { store, guard, clock } = this.#o;
    guard.probe(store, clock.read().wallMs);
  }

  #hasRoomFor(bytes: number): boolean {
    return (this.#o.guard.freeBytes() ?? 0) >= bytes + this.#headroomBytes;
  }

  #whole(): void {
    const { store, guard } = this.#o;
    try {
      if (store.transact((tx) => guard.owesBallast(tx))) store.transact((tx) => guard.tellRestored(tx));
    } catch {
      return this.#lookAfter(PROBE_EVERY_MS);
    }
    const { state } = guard.condition;
    const enough = state === 'low' ? this.#headroomBytes : this.#headroomBytes / 2;
    this.#setLow(!((guard.freeBytes() ?? 0) >= enough));
    this.#lookAfter(LOOK_EVERY_MS);
  }

  #setLow(isLow: boolean): void {
    this.#o.guard.condition.setLow(isLow, this.#o.clock.read().wallMs);
  }

  #lay(): void {
    const { guard, random, log } = this.#o;
    const { ballast } = guard;
    this.#laying = ballast
      .lay((count) => random.bytes(count))
      .then(
        () => {
          this.#laying = undefined;
          if (ballast.missingBytes === 0) log.info('ballast-laid', { bytes: ballast.bytes });
          this.#lookAfter(CHUNK_EVERY_MS);
        },
        (error: unknown) => {
          this.#laying = undefined;
          log.warn('disk-state', { doing: 'ballast', message: String(error) });
          this.#setLow(true);
          this.#lookAfter(LOOK_EVERY_MS);
        },
      );
  }
}
