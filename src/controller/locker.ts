/**
 * One cabinet's use cases, put together over the ports. The order of `start` is the order of trust: the store first,
 * then what an earlier process left, then doors, then people, then the cloud.
 */
import type { CabinetFace } from '../core/cabinet.ts';
import type { JournalEvent } from '../core/event.ts';
import type { ReopenLimits } from '../core/order.ts';
import type { LeastRevisions } from './desired.ts';
import { DoorChecks } from './door-checks.ts';
import { Expiry, reviveExpired } from './expiry.ts';
import { HealthReports } from './health.ts';
import { Kiosk } from './kiosk.ts';
import { beginLife, endLife } from './lives.ts';
import { furnish } from './lost-database.ts';
import { type Effects, Openings } from './openings.ts';
import { collectEffects, PickUp, reopenEffects } from './pick-up.ts';
import type {
  Boards,
  Cancel,
  Cloud,
  Log,
  MachineClock,
  ProcessFigures,
  Random,
  Scheduler,
  Screen,
  Signatures,
  Store,
} from './ports.ts';
import { commandEffects, RemoteCommands } from './remote-command.ts';
import { Stock, storeEffects } from './stock.ts';
import { Sync } from './sync.ts';
import { WatchClock } from './watch-clock.ts';

export interface LockerOptions {
  readonly lockerId: string;
  readonly version: string;
  readonly codeKey: Uint8Array;
  readonly cabinet: CabinetFace;
  readonly limits: ReopenLimits;
  readonly leastRevisions: LeastRevisions;
  /** How the service manager says that the process before ended, if it does. */
  readonly saidEnd?: string | undefined;
}

export interface LockerPorts {
  readonly store: Store;
  readonly boards: Boards;
  readonly cloud: Cloud;
  readonly screen: Screen;
  readonly signatures: Signatures;
  readonly clock: MachineClock;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly process: ProcessFigures;
  readonly log: Log;
}

const ONLINE_RETRY_MS = 2_000;
/** At the latest: a door that stays shut is settled later than this. */
const BEGINNING_WAITS_MS = 1_000;
/** So often a new witness is borne, if the journal has grown. */
const WITNESS_EVERY_MS = 60_000;

const both =
  (first: Effects, second: Effects): Effects =>
  (tx, step) => {
    first(tx, step);
    second(tx, step);
  };

export class Locker {
  readonly #options: LockerOptions;
  readonly #ports: LockerPorts;
  readonly #openings: Openings;
  readonly #commands: RemoteCommands;
  readonly #stock: Stock;
  readonly #kiosk: Kiosk;
  readonly #sync: Sync;
  readonly #expiry: Expiry;
  readonly watchClock: WatchClock;
  readonly health: HealthReports;
  #cancelSync: Cancel = () => {};
  #cancelWitness: Cancel = () => {};

  constructor(options: LockerOptions, ports: LockerPorts) {
    this.#options = options;
    this.#ports = ports;
    const { lockerId, codeKey, cabinet, limits, version, leastRevisions } = options;
    const { doors } = cabinet;
    this.watchClock = new WatchClock({ ...ports, onSetBack: reviveExpired });
    const confirmedMs = (): number => this.watchClock.confirmedMs();
    const openings = new Openings({
      ...ports,
      observed: new Set(doors.filter((door) => door.sensor === 'fitted').map((door) => door.compartment)),
      effects: {
        collect: both(collectEffects, commandEffects),
        reopen: reopenEffects,
        store: storeEffects,
        check: (tx, step) => checks.effects(tx, step),
        inspect: commandEffects,
      },
    });
    const pickUp = new PickUp({ ...ports, openings, lockerId, codeKey, limits, confirmedMs });
    const stock = new Stock({ ...ports, openings, lockerId, codeKey, doors, confirmedMs });
    const checks = new DoorChecks({ ...ports, openings, doors });
    this.#openings = openings;
    this.#stock = stock;
    this.#commands = new RemoteCommands({
      ...{ ...ports, openings, lockerId },
      nonce: () => this.#sync.nonce(),
      mayTell: (tx) => this.#sync.mayTell(tx, 'command'),
    });
    this.#kiosk = new Kiosk({
      ...{ ...ports, openings, pickUp, stock, checks, cabinet },
      timeIsWrong: () => this.watchClock.isWrong(),
    });
    this.health = new HealthReports({ ...ports, lockerId, watchClock: this.watchClock });
    this.#expiry = new Expiry({ ...ports, openings, confirmedMs, onExpired: () => this.#kiosk.refresh() });
    const onApplied = (): void => this.#kiosk.refresh();
    const onConnected = (): void => this.health.publish();
    this.#sync = new Sync({
      ...ports,
      commands: this.#commands,
      lockerId,
      version,
      leastRevisions,
      confirmedMs,
      onApplied,
      onConnected,
    });
  }

  async start(): Promise<void> {
    const { store, boards, scheduler, log } = this.#ports;
    this.watchClock.start();
    const loss = store.transact((tx) => furnish(tx, this.#options.cabinet.doors));
    if (loss) log.error('database-lost', { ...loss });
    const unfinishedOpenings = this.#openings.recover();
    this.#commands.recover();
    store.transact((tx) => {
      this.#stock.giveUpLeft(tx);
      const { version, saidEnd } = this.#options;
      const { lastEnd } = beginLife(tx, saidEnd);
      tx.journal.append({ type: 'locker.started', data: { version, unfinishedOpenings, lastEnd } });
    });
    this.#bearWitness();
    this.#cancelWitness = scheduler.every(WITNESS_EVERY_MS, () => this.#bearWitness());
    store.onEvents((events) => this.#tellCloud(events));
    boards.start(this.#openings);
    await this.#kiosk.start();
    this.health.start();
    this.#expiry.start();
    // People first: the broker's library takes a while to wake.
    this.#cancelSync = scheduler.after(0, () => this.#goOnline());
  }

  /** A disk that cannot be read now is asked again: it must not end the daemon. */
  #goOnline(): void {
    const { scheduler, log } = this.#ports;
    try {
      this.#sync.start();
    } catch (error) {
      log.error('store-failed', { doing: 'sync', message: String(error) });
      this.#cancelSync = scheduler.after(ONLINE_RETRY_MS, () => this.#goOnline());
    }
  }

  /** That a command began is told together with what came of it, which is on its way: not two messages, but one. */
  #tellCloud(events: readonly JournalEvent[]): void {
    const { cloud, scheduler } = this.#ports;
    if (events.some(({ type }) => type !== 'command.started')) cloud.wake();
    else scheduler.after(BEGINNING_WAITS_MS, () => cloud.wake());
  }

  /** Never mid-pulse: what is on the wire ends before the boards let go. */
  async stop(signal: string): Promise<void> {
    const { boards, cloud } = this.#ports;
    this.#cancelSync();
    this.#cancelWitness();
    this.health.stop();
    this.#expiry.stop();
    this.watchClock.stop();
    await this.#kiosk.stop();
    await boards.stop();
    this.#openings.stop();
    this.#tried('locker.stopping', () => this.#recordStop(signal));
    await cloud.stop();
    await this.#sync.stop();
    this.#bearWitness();
  }

  #recordStop(signal: string): void {
    this.#ports.store.transact((tx) => {
      endLife(tx);
      tx.journal.append({ type: 'locker.stopping', data: { signal } });
    });
  }

  #bearWitness(): void {
    this.#tried('witness', () => this.#ports.store.bearWitness());
  }

  /** A disk that refuses this stops neither the daemon nor its end. */
  #tried(doing: string, run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#ports.log.error('store-failed', { doing, message: String(error) });
    }
  }
}
