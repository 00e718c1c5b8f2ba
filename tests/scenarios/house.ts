import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MqttCloud } from '../../src/cloud/cloud.ts';
import { faceOf } from '../../src/commands/run/cabinet-face.ts';
import { locksOf, readConfig } from '../../src/config/read-config.ts';
import { Locker } from '../../src/controller/locker.ts';
import type { Screen } from '../../src/controller/ports.ts';
import type { Digit, ScreenInput, ScreenState, View } from '../../src/core/screen.ts';
import type { LossReason } from '../../src/core/storage-loss.ts';
import { CabinetBoards } from '../../src/hardware/cabinet-boards.ts';
import { SimulatedDoors } from '../../src/simulator/doors.ts';
import { EightABoard } from '../../src/simulator/eight-a.ts';
import { FaultStage } from '../../src/simulator/faults.ts';
import { Person } from '../../src/simulator/person.ts';
import { Ballast, type BallastSizes } from '../../src/store/ballast.ts';
import { DiskGuard } from '../../src/store/disk-guard.ts';
import { DiskWatch } from '../../src/store/disk-watch.ts';
import { SqliteStore } from '../../src/store/store.ts';
import { MemoryBroker } from '../fakes/memory-link.ts';
import { MortalScheduler } from '../fakes/mortal-time.ts';
import { PlainSignatures } from '../fakes/plain-signatures.ts';
import { SeededRandom } from '../fakes/seeded-random.ts';
import { FakeTime } from '../fakes/time.ts';
import { RecordingLog } from '../hardware/log.ts';
import { MemoryPort } from '../hardware/memory-port.ts';
import { MemoryHub, type PlannedOrder } from './memory-hub.ts';

/** A crash here is the end of a process, not of a disk: what survives a power cut is for the system tests to show. */
const MEMORY_DISK = '/dev/shm';
const CODE_KEY = new Uint8Array(32).fill(7);
export const STAFF = { number: '1001', secret: '55512345' } as const;
export const LEADER = { number: '2001', secret: '66612345' } as const;

class GlassScreen implements Screen {
  state: ScreenState | undefined;
  #input: (act: ScreenInput) => void = () => {};
  current: () => ScreenState = () => {
    throw new Error('the screen is not started');
  };

  async start(listener: { input(act: ScreenInput): void; current(): ScreenState }): Promise<void> {
    this.#input = (act) => listener.input(act);
    this.current = () => listener.current();
  }

  async stop(): Promise<void> {}

  async probe(): Promise<void> {}

  show(state: ScreenState): void {
    this.state = state;
  }

  press(act: ScreenInput): void {
    this.#input(act);
  }
}

interface Daemon {
  readonly locker: Locker;
  readonly store: SqliteStore;
  readonly screen: GlassScreen;
  readonly scheduler: MortalScheduler;
  readonly boards: CabinetBoards;
  readonly cloud: MqttCloud;
}

/**
 * The demo cabinet with everything real but its lowest boundaries: the port, the broker, the signatures and the
 * clock. It can lose power at any moment and come back with the disk that it had.
 */
export class House {
  readonly time = new FakeTime();
  readonly broker = new MemoryBroker();
  readonly log = new RecordingLog();
  readonly directory: string;
  readonly doors: SimulatedDoors;
  readonly board: EightABoard;
  readonly faults: FaultStage;
  readonly port: MemoryPort;
  readonly person: Person;
  readonly hub: MemoryHub;
  /** When the hub's keys end, milliseconds since 1970. */
  keysEndMs = Number.POSITIVE_INFINITY;
  /** What the daemon is told to accept at least while its disk is new. */
  leastRevisions = { keys: 1, orders: 1, staff: 1 };
  /** Set: the disk is watched over, with so much ballast; and so much room is left to others. */
  ballast: (BallastSizes & { readonly headroomBytes: number }) | undefined;
  /** What the service manager says of how the process before ended. */
  saidEnd: string | undefined;
  /** Why the database was condemned while the daemon ran: a service manager would start it again. */
  condemned: LossReason | undefined;
  readonly #config;
  readonly #random: SeededRandom;
  #daemon: Daemon | undefined;
  /** The power is off: uptime counts from its return. */
  #bootsAtStart = false;

  /** `directory`: on a disk that the test has made; the house's own unless told. */
  constructor(seed = 1, directory?: string) {
    const { timers } = this.time;
    this.directory = directory ?? mkdtempSync(join(existsSync(MEMORY_DISK) ? MEMORY_DISK : tmpdir(), 'larder-house-'));
    mkdirSync(this.directory, { recursive: true });
    const read = readConfig('device-config/demo.yaml');
    if (!read.ok) throw new Error(JSON.stringify(read.failure));
    this.#config = read.value.config;
    this.#random = new SeededRandom(seed);
    this.doors = new SimulatedDoors({ count: 12, timers });
    this.board = new EightABoard({ doors: this.doors, timers });
    this.faults = new FaultStage({ board: this.board, timers });
    this.port = new MemoryPort(this.time, this.faults);
    this.person = new Person({ doors: this.doors, timers, closeAfterMs: 4_000 });
    this.hub = new MemoryHub(this.broker, this.time, this.#config.locker.id, CODE_KEY);
  }

  async start(): Promise<void> {
    if (this.#bootsAtStart) this.time.bootedMs = this.time.monotonicMs;
    this.#bootsAtStart = false;
    const config = this.#config;
    const lockerId = config.locker.id;
    const { clock } = this.time;
    const { log } = this;
    const random = this.#random;
    const scheduler = new MortalScheduler(this.time);
    const shared = { clock, scheduler, random, log };
    const guard = new DiskGuard(this.directory, clock.read().wallMs, new Ballast(this.directory, this.ballast));
    const store = new SqliteStore({ directory: this.directory, clock, random, guard });
    if (this.ballast) new DiskWatch({ ...shared, store, guard, headroomBytes: this.ballast.headroomBytes }).start();
    this.condemned = undefined;
    store.onCondemned((reason) => {
      this.condemned = reason;
    });
    const boards = new CabinetBoards({
      ...shared,
      buses: config.buses,
      locks: locksOf(config),
      openTransport: this.port.openTransport,
    });
    const cloud = new MqttCloud({
      ...shared,
      lockerId,
      store,
      link: this.broker.link,
      timing: { backoffBaseMs: 500, backoffCapMs: 2_000, spreadMs: 500 },
    });
    const screen = new GlassScreen();
    const process = { read: () => ({ rssBytes: 1, eventLoopDelayP99Ms: 0 }) };
    const cabinet = faceOf(config);
    const locker = new Locker(
      {
        lockerId,
        version: '0.0.0-test',
        codeKey: CODE_KEY,
        cabinet,
        limits: config.pickup,
        leastRevisions: this.leastRevisions,
        saidEnd: this.saidEnd,
      },
      { ...shared, store, boards, cloud, screen, signatures: new PlainSignatures(() => this.keysEndMs), process },
    );
    this.#daemon = { locker, store, screen, scheduler, boards, cloud };
    await locker.start();
    await this.time.advance(1_000);
  }

  /** Power fails: nothing is said goodbye to. The board and its doors keep what they have. */
  async crash(rebooted = true): Promise<void> {
    const { scheduler, store } = this.#running();
    scheduler.kill();
    store.close();
    this.port.cut();
    this.broker.cut();
    this.#daemon = undefined;
    if (rebooted) {
      this.time.bootId = `boot-${this.#random.uniform()}`;
      this.#bootsAtStart = true;
    }
    await this.time.settle();
  }

  async stop(): Promise<void> {
    const { locker, store, scheduler } = this.#running();
    const stopped = locker.stop('SIGTERM');
    await this.time.advance(3_000);
    await stopped;
    scheduler.kill();
    store.close();
    this.#daemon = undefined;
  }

  /** Ends the house itself. */
  demolish(): void {
    this.#daemon?.scheduler.kill();
    this.#daemon?.store.close();
    rmSync(this.directory, { recursive: true, force: true });
  }

  #running(): Daemon {
    if (!this.#daemon) throw new Error('the daemon does not run');
    return this.#daemon;
  }

  /** The daemon's own parts, for what stands beside it. */
  get parts(): Daemon {
    return this.#running();
  }

  get store(): SqliteStore {
    return this.#running().store;
  }

  /** The time of day on the screen, or null when none is shown. */
  get shownMs(): number | null {
    return this.#running().screen.current().nowMs;
  }

  get view(): View {
    return this.#running().screen.current().view;
  }

  press(act: ScreenInput): void {
    this.#running().screen.press(act);
  }

  type(digits: string): void {
    for (const digit of digits) this.press({ kind: 'digit', digit: digit as Digit });
  }

  /** Locks that ever got a pulse, in order. */
  pulses(): number[] {
    return this.doors.pulses.map((pulse) => pulse.door);
  }

  health() {
    return this.#running().locker.health.read();
  }

  onStep(listener: () => void): void {
    this.#running().locker.watchClock.onStep(listener);
  }

  /** Keys, staff and orders arrive and are applied. */
  async supply(...orders: readonly PlannedOrder[]): Promise<void> {
    this.hub.keys();
    this.hub.staff(STAFF, { ...LEADER, role: 'leader' });
    this.hub.orders(...orders);
    await this.time.advance(1_000);
  }

  async signIn({ number, secret }: { number: string; secret: string } = STAFF): Promise<void> {
    for (const kind of ['help', 'staff'] as const) this.press({ kind });
    this.type(number + secret);
    await this.time.settle();
  }

  /** A stocker loads the orders and signs out; the hands of `person` close the doors. Returns their compartments. */
  async load(...orderIds: readonly string[]): Promise<number[]> {
    this.person.start();
    await this.signIn();
    const compartments: number[] = [];
    for (const orderId of orderIds) {
      this.press({ kind: 'load-order', orderId });
      await this.time.advance(1_500);
      if (this.view.name !== 'loading') throw new Error(`not loading but ${this.view.name}`);
      compartments.push(this.view.compartment);
      if (this.view.askEmpty) this.press({ kind: 'was-empty', empty: true });
      await this.time.advance(6_000);
    }
    this.press({ kind: 'back' });
    await this.time.advance(500);
    return compartments;
  }

  order(id: string) {
    return this.store.transact((tx) => tx.orders.get(id));
  }

  compartment(number: number) {
    return this.store.transact((tx) => tx.compartments.get(number));
  }
}
