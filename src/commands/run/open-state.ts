/**
 * The first phase of a start: everything that the state directory holds is opened. A disk that refuses (full, read-only,
 * failing) is no reason to end and be started again: the page says so, `larder status` is answered, and it is tried
 * again until the disk is well. What no waiting heals still ends the process, with its own message.
 *
 *   try ──opened──▶ the daemon
 *    ▲ └─ the disk refuses ─▶ page and status say so ─┐
 *    └───────────────── 3 s ──────────────────────────┘──signal──▶ end
 */
import { mkdirSync } from 'node:fs';
import type { ControlServer } from '../../control/control-server.ts';
import type { Cancel, Clock, Log, Random, Scheduler } from '../../controller/ports.ts';
import type { WaitingScreen } from '../../controller/waiting-screen.ts';
import type { DiskReport } from '../../core/disk.ts';
import { DiskGuard } from '../../store/disk-guard.ts';
import { diskTrouble, wordsOf } from '../../store/disk-trouble.ts';
import { SqliteStore } from '../../store/store.ts';
import { type DeviceKey, hasDeviceKey, loadDeviceKey } from '../../trust/device-key.ts';

const RETRY_MS = 3_000;

export interface OpenStateNeeds {
  /** The state directory; made if missing. */
  readonly directory: string;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly log: Log;
  /** In the state directory: it refuses a second daemon there. */
  readonly control: ControlServer;
  /** Elsewhere, for a state directory that takes no socket. */
  readonly spareControl: ControlServer | undefined;
  readonly screen: WaitingScreen;
  /** Resolves when the daemon is to end. */
  readonly stop: Promise<unknown>;
  /** The disk refuses, and the page says so: all that can be done now is done. */
  readonly onWaiting: () => void;
}

export interface OpenedState {
  readonly store: SqliteStore;
  readonly guard: DiskGuard;
  readonly deviceKey: DeviceKey;
}

export class StateOpening {
  readonly #needs: OpenStateNeeds;
  readonly #guard: DiskGuard;
  #isWaiting = false;
  #isOver = false;

  constructor(needs: OpenStateNeeds) {
    this.#needs = needs;
    this.#guard = new DiskGuard(needs.directory, this.#nowMs());
  }

  /** What `larder status` hears meanwhile. */
  disk(): DiskReport {
    return this.#guard.report();
  }

  /** Undefined when the daemon was told to end before the disk was well. Throws what no waiting heals. */
  async open(): Promise<OpenedState | undefined> {
    const { screen, spareControl, scheduler, stop, log } = this.#needs;
    this.#guard.condition.onChange(() => this.#say());
    let isToEnd = false;
    void stop.then(() => {
      isToEnd = true;
    });
    let opened = await this.#try();
    while (!opened && !isToEnd) {
      await this.#wait();
      let cancel: Cancel = () => {};
      const pause = new Promise<void>((resolve) => {
        cancel = scheduler.after(RETRY_MS, resolve);
      });
      await Promise.race([pause, stop]);
      cancel();
      opened = isToEnd ? undefined : await this.#try();
    }
    this.#isOver = true;
    if (opened && this.#isWaiting) log.info('disk-state', { state: 'well' });
    screen.stop();
    await spareControl?.stop();
    return opened;
  }

  async #try(): Promise<OpenedState | undefined> {
    const { directory, clock, random, control } = this.#needs;
    const guard = this.#guard;
    let store: SqliteStore | undefined;
    try {
      mkdirSync(directory, { recursive: true, mode: 0o750 });
      // Before anything moves.
      await control.start();
      store = new SqliteStore({ directory, clock, random, guard, usedBefore: hasDeviceKey(directory) });
      const deviceKey = await loadDeviceKey(directory);
      // A database can be opened, and read, on a disk that takes nothing.
      guard.probe(store, this.#nowMs());
      if (store.canRecord()) return { store, guard, deviceKey };
    } catch (error) {
      const trouble = diskTrouble(error, directory);
      if (trouble === undefined) throw error;
      guard.condition.refused(trouble, wordsOf(error), this.#nowMs());
    }
    store?.close();
    return undefined;
  }

  async #wait(): Promise<void> {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    const { screen, control, spareControl, log, onWaiting } = this.#needs;
    await screen.start();
    onWaiting();
    if (control.isListening) return;
    try {
      if (spareControl) return await spareControl.start();
    } catch (error) {
      // Another daemon's answer has no code.
      if (!(error instanceof Error && 'code' in error)) throw error;
      log.warn('control-refused', { message: error.message });
    }
    const message = 'The state directory takes no socket: larder status reaches this daemon when the disk is well.';
    log.error('control-refused', { message });
  }

  /** Once it is open, others tell. */
  #say(): void {
    if (this.#isOver) return;
    const { state, error, freeBytes, ballastBytes } = this.disk();
    if (this.#guard.condition.refuses) {
      this.#needs.log.error('waiting-for-disk', { state, error, freeBytes, ballastBytes, retryInMs: RETRY_MS });
    }
  }

  #nowMs(): number {
    return this.#needs.clock.read().wallMs;
  }
}
