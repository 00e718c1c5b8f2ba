/** A cabinet with a board, a resident, a stocker and a witness, for tests that harm its daemon again and again. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PageVisitor } from '../../src/commands/demo/page-visitor.ts';
import { until } from '../../src/commands/demo/steps.ts';
import { askStatus } from '../../src/control/control-client.ts';
import { isFinished } from '../../src/core/opening.ts';
import type { ScreenInput, View } from '../../src/core/screen.ts';
import { TOKEN_EVERY_MS } from '../../src/core/throttle.ts';
import { Ballast } from '../../src/store/ballast.ts';
import { CabinetUnderTest, type PlacedOrder } from './cabinet-under-test.ts';
import { DiskFault, type DiskLog, type Meddling, meddlingOptions, readDiskLog } from './disk-fault.ts';
import { type Manner, Resident, Stocker } from './people.ts';
import { TcpBoard } from './tcp-board.ts';
import { TracedDaemon } from './traced-daemon.ts';
import { Witness } from './witness.ts';

/** An ack that the disk refused is not kept; the locker sends again what it was for after 30 s. */
const ACK_LOST_MS = 45_000;
/** SQLite moves a log of 1000 pages into the database, unless told otherwise. */
const LOG_PAGES = 1_050;

export class DaemonDied extends Error {}

export class SweptCabinet {
  readonly board: TcpBoard;
  readonly cabinet: CabinetUnderTest;
  readonly witness: Witness;
  readonly resident = new Resident(this);
  readonly stocker = new Stocker(this);
  readonly #waiting: PlacedOrder[] = [];
  #faults = 0;

  private constructor(board: TcpBoard, cabinet: CabinetUnderTest) {
    this.board = board;
    this.cabinet = cabinet;
    this.witness = new Witness({ doors: board.doors, disk: cabinet.disk, ledger: cabinet.ledger });
  }

  /** With so many orders that wait to be loaded, and the daemon running. */
  static async build(orders: number, reopenTimes = 0): Promise<SweptCabinet> {
    const board = await TcpBoard.start();
    const cabinet = await CabinetUnderTest.build({ transport: board.transport, reopenTimes });
    // The daemon is started many times.
    process.env.NODE_COMPILE_CACHE = join(cabinet.folder, 'compiled');
    const swept = new SweptCabinet(board, cabinet);
    try {
      await swept.start();
      swept.#waiting.push(...Array.from({ length: orders }, () => cabinet.placeOrder('ambient')));
      await cabinet.documentsInForce(swept.#waiting);
      return swept;
    } catch (error) {
      await swept.demolish();
      throw error;
    }
  }

  async demolish(): Promise<void> {
    await this.cabinet.demolish();
    await this.board.stop();
  }

  /** Starts the daemon; no lock may move by that alone. */
  async start(): Promise<void> {
    const before = this.board.pulses.length;
    // Laid by itself, its chunks would be synced among the syncs that are counted and struck.
    await layBallast(this.cabinet.stateDirectory);
    await this.cabinet.startDaemon();
    if (this.board.pulses.length !== before) throw new Error('a lock was pulsed by the start alone');
    this.cabinet.visitor.onView = (view) => this.witness.saw(view);
  }

  /** A start that is struck from its first instruction on; if the daemon came up and is content, it is stopped again. */
  async startStruck(meddling: Meddling): Promise<DiskLog> {
    const before = this.board.pulses.length;
    const { configFile, stateDirectory, folder, disk } = this.cabinet;
    this.#faults += 1;
    const logFile = join(folder, `fault-${this.#faults}`);
    disk.close();
    const daemon = new TracedDaemon(configFile, stateDirectory, logFile, meddlingOptions(meddling));
    const cameUp = await daemon.ready.catch(() => undefined);
    const isSure = (): boolean => disk.read().openings.every(({ state }) => state !== 'opening');
    const isContent = (): boolean => this.cabinet.isAllAcknowledged() && isSure();
    if (cameUp !== undefined) await until(() => daemon.hasEnded || isContent(), 'the start to be over', 20_000);
    if (!daemon.hasEnded) {
      const asked = await askStatus(stateDirectory);
      if (asked.ok) await daemon.stop(asked.value.pid);
    }
    if (this.board.pulses.length !== before) throw new Error('a lock was pulsed by the start alone');
    return readDiskLog(readFileSync(logFile, 'latin1'));
  }

  /** Two orders of one pickup, known to the daemon. */
  async placePair(pickupId: string): Promise<readonly PlacedOrder[]> {
    const first = this.cabinet.placeOrder('ambient', pickupId);
    const second = { ...this.cabinet.placeOrder('ambient', pickupId), code: first.code };
    await this.cabinet.documentsInForce([first, second]);
    return [first, second];
  }

  nextOrder(): PlacedOrder {
    const order = this.#waiting.shift();
    if (!order) throw new Error('there are not enough orders');
    return order;
  }

  /** Lets `act` run while strace meddles with the daemon; a death of the daemon ends it. */
  async during(meddling: Meddling, act: (fault: DiskFault) => Promise<unknown>): Promise<DiskLog> {
    this.#faults += 1;
    const logFile = join(this.cabinet.folder, `fault-${this.#faults}`);
    const fault = await DiskFault.inflict(this.cabinet.daemon.pid, meddling, logFile);
    try {
      await act(fault);
    } catch (error) {
      if (!(error instanceof DaemonDied)) throw error;
    } finally {
      await fault.heal();
    }
    return fault.heal();
  }

  async until(condition: () => boolean, what: string, deadlineMs = 15_000): Promise<void> {
    const holds = (): boolean => {
      if (this.cabinet.daemon.hasEnded) throw new DaemonDied(what);
      return condition();
    };
    try {
      await until(holds, what, deadlineMs);
    } catch (cause) {
      if (cause instanceof DaemonDied) throw cause;
      throw new Error(`${String(cause)}; the screen shows ${JSON.stringify(this.view)}`, { cause });
    }
  }

  /** Each crash between a token and its return costs one, and some tests crash often. */
  #hasTry(): boolean {
    const bucket = this.cabinet.disk.keypad();
    if (!bucket) return true;
    // All processes of one boot share this clock.
    const passedMs = Number(process.hrtime.bigint()) / 1e6 - bucket.at.monotonicMs;
    return bucket.tokens + passedMs / TOKEN_EVERY_MS >= 1;
  }

  /** Waits, and lets help come if it is due before. */
  async untilHelped(manner: Manner | undefined, condition: () => boolean, what: string): Promise<void> {
    const { isDue, come } = manner?.help ?? { isDue: () => false, come: async () => {} };
    await this.until(() => condition() || isDue(), what, ACK_LOST_MS);
    if (condition()) return;
    await come();
    await this.until(condition, `${what}, after help`, ACK_LOST_MS);
  }

  get view(): View {
    return this.cabinet.visitor.view;
  }

  get cannotRecord(): boolean {
    const { view } = this;
    return view.name === 'service' && view.reason === 'cannot-record';
  }

  async see(...names: readonly View['name'][]): Promise<View> {
    await this.until(() => names.includes(this.view.name), `one of ${names.join(', ')} on the screen`);
    return this.view;
  }

  async do(...inputs: readonly ScreenInput[]): Promise<void> {
    for (const input of inputs) {
      try {
        await this.cabinet.visitor.do(input);
      } catch (cause) {
        await until(() => this.cabinet.daemon.hasEnded, 'the end of a daemon that takes no input', 2_000).catch(() => {
          throw cause;
        });
        throw new DaemonDied('an input', { cause });
      }
    }
  }

  /** What the screen shows once everything that was done has its answer: a card may be news of a digit before the last. */
  async answered(): Promise<void> {
    const { page } = await this.status();
    const fresh = await PageVisitor.arrive(page);
    const shown = fresh.view.name;
    fresh.leave();
    await this.until(() => this.view.name === shown || this.view.name !== 'service', `${shown} on the screen`);
  }

  async status() {
    const asked = await askStatus(this.cabinet.stateDirectory);
    if (asked.ok) return asked.value;
    if (this.cabinet.daemon.hasEnded) throw new DaemonDied('the status');
    throw new Error(asked.failure);
  }

  async type(digits: string): Promise<void> {
    await this.until(() => this.#hasTry(), 'the keypad to have a try left', 2 * TOKEN_EVERY_MS);
    for (const digit of digits) await this.do({ kind: 'digit', digit } as ScreenInput);
  }

  storedIn(orderId: string): number | undefined {
    const order = this.cabinet.disk.read().orders.find(({ id }) => id === orderId);
    return order?.state === 'stored' ? (order.compartment ?? undefined) : undefined;
  }

  /** Somebody shuts what stands open, and the daemon knows how each opening ended. */
  async settled(): Promise<void> {
    for (let door = 1; door <= this.board.doors.count; door += 1) this.board.doors.close(door);
    const over = (): boolean => this.cabinet.disk.read().openings.every(isFinished);
    await this.until(over, 'every opening to come to its end', 20_000);
  }

  /** How often the screen said that it cannot record. */
  get refusals(): number {
    return this.resident.refusals + this.stocker.refusals;
  }

  async acknowledged(manner?: Manner): Promise<void> {
    const done = (): boolean => this.cabinet.isAllAcknowledged();
    await this.untilHelped(manner, done, 'the whole journal to be acknowledged');
  }

  /** So many small commits that the daemon's next one moves the write-ahead log into the database: more to harm. */
  fillLog(): void {
    const db = new DatabaseSync(join(this.cabinet.stateDirectory, 'larder.db'), { timeout: 5_000 });
    db.exec('PRAGMA synchronous = OFF; PRAGMA wal_autocheckpoint = 0;');
    const touch = db.prepare('UPDATE journal_state SET one = one');
    for (let commits = 0; commits < LOG_PAGES; commits += 1) touch.run();
    db.close();
  }

  /** The hub has everything, and no promise is broken. */
  async expectPromises(): Promise<void> {
    await this.acknowledged();
    const broken = this.witness.brokenPromises();
    if (broken.length > 0) throw new Error(`broken promises:\n${broken.join('\n')}`);
  }
}

async function layBallast(directory: string): Promise<void> {
  mkdirSync(directory, { recursive: true, mode: 0o750 });
  const ballast = new Ballast(directory);
  while (ballast.missingBytes > 0) await ballast.lay((count) => randomBytes(count));
}
