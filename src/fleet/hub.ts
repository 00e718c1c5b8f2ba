import { HUB_SUBSCRIPTIONS } from '../contract/topics.ts';
import type { Cancel, Clock, Random, Scheduler } from '../core/environment.ts';
import { ok, type Result } from '../core/result.ts';
import { AckLane } from './ack-lane.ts';
import type { CommandResult } from './command-log.ts';
import { Commander, type OpenRequest } from './commander.ts';
import { failure, type HubFailure } from './failure.ts';
import { FrontDesk, type NewOrder, type NewStaff, type PlacedOrder } from './front-desk.ts';
import { openSigner, storePath } from './hub-keys.ts';
import { HubLink, type Received } from './hub-link.ts';
import { HubStore } from './hub-store.ts';
import { Ingest } from './ingest.ts';
import type { Notice } from './notices.ts';
import { Overhear } from './overhear.ts';
import { type Published, Publisher } from './publisher.ts';
import { takeServeLock } from './serve-lock.ts';
import { type LockerSummary, summarise } from './summary.ts';

export interface HubOptions {
  /** Holds hub.db and keys/. */
  readonly directory: string;
  /** mqtt://host:port, or mqtts://. */
  readonly url: string;
  /** 5, or 4 for MQTT 3.1.1. */
  readonly protocol: 4 | 5;
  /**
   * `serve`: stores and acknowledges what lockers say; one of these for a directory. `listen`: only hears it, beside
   * one that serves. `mute`: only publishes.
   */
  readonly role: 'serve' | 'listen' | 'mute';
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly random: Random;
  /** See `LinkOptions`. */
  readonly retryMs?: number;
}

/** How often the serving hub looks for documents that another process changed and could not publish, milliseconds. */
const UNPUBLISHED_MS = 2_000;

interface Running {
  readonly store: HubStore;
  readonly link: HubLink;
  readonly desk: FrontDesk;
  readonly publisher: Publisher;
  readonly commander: Commander;
  readonly ingest: Ingest | undefined;
  readonly receive: (message: Received) => void;
  readonly cancelTimer: Cancel;
  readonly releaseLock: () => void;
}

function openStore(directory: string, otherwise: () => void): HubStore {
  try {
    return HubStore.open(storePath(directory));
  } catch (error) {
    otherwise();
    throw error;
  }
}

/** The cloud's end of the contract, whole: what lockers say is stored and acknowledged, what operators want is sent. */
export class Hub {
  readonly #options: HubOptions;
  readonly #listeners = new Set<(notice: Notice) => void>();
  #running: Running | undefined;

  constructor(options: HubOptions) {
    this.#options = options;
  }

  /** Opens the store and begins to connect. Fails with `no-keys` or `already-serving`; throws when hub.db cannot be used. */
  async start(): Promise<Result<void, HubFailure>> {
    const { directory, role, clock, scheduler, random } = this.#options;
    const opened = await openSigner(directory);
    if (!opened.ok) return opened;
    const signer = opened.value;
    const lock = role === 'serve' ? takeServeLock(directory) : undefined;
    if (lock && !lock.ok) return lock;
    const store = openStore(directory, () => lock?.value());
    const subscriptions = role === 'mute' ? [] : HUB_SUBSCRIPTIONS;
    const link = new HubLink({ ...this.#options, subscriptions });
    const tell = (notice: Notice): void => this.#tell(notice);
    const failed = (lockerId: string): void =>
      tell({ kind: 'refused', lockerId, topic: 'ack', reason: 'store-failed' });
    const acks = new AckLane(store, signer, link, clock, failed);
    const ingest = role === 'serve' ? new Ingest(store, acks, tell) : undefined;
    const overhear = new Overhear(tell);
    this.#running = {
      store,
      link,
      desk: new FrontDesk(store, clock, random),
      publisher: new Publisher(store, signer, link),
      commander: new Commander({ store, signer, link, clock, scheduler, random }),
      ingest,
      receive: (message) => (ingest ? ingest.receive(message) : overhear.receive(message)),
      releaseLock: () => lock?.value(),
      cancelTimer: scheduler.every(UNPUBLISHED_MS, () => this.#publishRest()),
    };
    link.start({
      up: () => {
        tell({ kind: 'link', connected: true, reason: null });
        this.#publishRest();
      },
      down: (reason) => tell({ kind: 'link', connected: false, reason }),
      received: (message) => this.#running?.receive(message),
    });
    return ok(undefined);
  }

  /** Finishes what it has received, then closes everything. Safe to call twice. */
  async stop(): Promise<void> {
    const running = this.#running;
    if (!running) return;
    running.cancelTimer();
    running.commander.stop();
    await running.ingest?.idle();
    await running.link.stop();
    await running.ingest?.idle();
    await running.publisher.idle();
    this.#running = undefined;
    running.store.close();
    running.releaseLock();
  }

  get connected(): boolean {
    return this.#running?.link.connected ?? false;
  }

  /** True once connected and subscribed; false when that took longer than `deadlineMs`. */
  whenConnected(deadlineMs: number): Promise<boolean> {
    if (this.connected) return Promise.resolve(true);
    return new Promise((resolve) => {
      const settle = (connected: boolean): void => {
        cancel();
        unwatch();
        resolve(connected);
      };
      const cancel = this.#options.scheduler.after(deadlineMs, () => settle(false));
      const unwatch = this.watch((notice) => {
        if (notice.kind === 'link' && notice.connected) settle(true);
      });
    });
  }

  /** Tells what happens from now on; returns how to stop that. The listener must not throw. */
  watch(listener: (notice: Notice) => void): () => void {
    const own = (notice: Notice): void => listener(notice);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  addLocker(id: string, codeKey: Uint8Array): Result<void, HubFailure> {
    return this.#with((running) => running.desk.addLocker(id, codeKey));
  }

  /** See `FrontDesk.pinDevice`. */
  pinDevice(id: string, fingerprint: string | null): Result<void, HubFailure> {
    return this.#with((running) => running.desk.pinDevice(id, fingerprint));
  }

  /** The locker learns of it by `publishDocuments`. */
  placeOrder(order: NewOrder): Result<PlacedOrder, HubFailure> {
    return this.#with((running) => running.desk.placeOrder(order));
  }

  revokeOrder(locker: string, orderId: string): Result<void, HubFailure> {
    return this.#with((running) => running.desk.revokeOrder(locker, orderId));
  }

  addStaff(staff: NewStaff): Result<{ readonly id: string; readonly secret: string }, HubFailure> {
    return this.#with((running) => running.desk.addStaff(staff));
  }

  removeStaff(locker: string, number: string): Result<void, HubFailure> {
    return this.#with((running) => running.desk.removeStaff(locker, number));
  }

  /** Sends the locker's keys, orders and staff, retained; resolves when the broker has confirmed every part. */
  async publishDocuments(locker: string): Promise<Result<Published, HubFailure>> {
    return this.#with((running) => running.publisher.publish(locker));
  }

  /** Opens one door by a signed command; see `Commander.open`. The hub must not be `mute`. */
  async open(locker: string, compartment: number, request: OpenRequest): Promise<Result<CommandResult, HubFailure>> {
    return this.#with((running) => running.commander.open(locker, compartment, request));
  }

  lockers(): readonly string[] {
    return this.#running?.store.lockers.ids() ?? [];
  }

  /** Undefined for a locker that the hub does not know, and while it is stopped. */
  summary(locker: string): LockerSummary | undefined {
    return this.#running && summarise(this.#running.store, locker);
  }

  #with<T>(use: (running: Running) => T): T | ReturnType<typeof failure> {
    return this.#running ? use(this.#running) : failure('stopped', 'The hub is not running.');
  }

  #tell(notice: Notice): void {
    if (notice.kind === 'event') this.#running?.commander.heard(notice.event);
    for (const listener of [...this.#listeners]) listener(notice);
    if (notice.kind === 'status' && notice.proven) this.#publishRest();
  }

  /** What was wanted while there was no connection goes out now. A failure is tried again at the next turn. */
  #publishRest(): void {
    const { role } = this.#options;
    if (role !== 'serve' || !this.#running?.link.connected) return;
    const { store, publisher } = this.#running;
    for (const lockerId of store.lockers.unpublished()) {
      publisher
        .publish(lockerId)
        .catch(() => this.#tell({ kind: 'refused', lockerId, topic: 'desired', reason: 'store-failed' }));
    }
  }
}
