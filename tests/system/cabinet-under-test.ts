/**
 * A cabinet of a test's own, in a folder of its own:
 *
 *   hub (this process) ── broker ── [larder run: a process of its own] ── serial or TCP ── board
 *   visitor (this process) ── the page's own endpoints ──┘
 */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DaemonProcess } from '../../src/commands/demo/daemon-process.ts';
import { freePort } from '../../src/commands/demo/free-port.ts';
import { Ledger } from '../../src/commands/demo/ledger.ts';
import { PageVisitor } from '../../src/commands/demo/page-visitor.ts';
import { until } from '../../src/commands/demo/steps.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { askStatus } from '../../src/control/control-client.ts';
import type { LockerStatus } from '../../src/control/status.ts';
import type { Zone } from '../../src/core/cabinet.ts';
import { isoTime } from '../../src/core/clock.ts';
import type { Result } from '../../src/core/result.ts';
import { type EmbeddedBroker, startBroker } from '../../src/fleet/embedded-broker.ts';
import type { HubFailure } from '../../src/fleet/failure.ts';
import { Hub } from '../../src/fleet/hub.ts';
import { makeHubKeys } from '../../src/fleet/hub-keys.ts';
import { SystemClock } from '../../src/platform/clock.ts';
import { SystemRandom } from '../../src/platform/random.ts';
import { SystemScheduler } from '../../src/platform/scheduler.ts';
import { type CabinetFile, cabinetFile, LOCKER_ID } from './cabinet-file.ts';
import { JournalOnDisk } from './journal-on-disk.ts';
import { TracedDaemon } from './traced-daemon.ts';

const DAY_MS = 86_400_000;
const STAFF_NUMBER = '1001';

export interface PlacedOrder {
  readonly orderId: string;
  readonly code: string;
}

/** Unwraps what cannot fail here unless the test itself is broken. */
export function expectOk<T>(result: Result<T, HubFailure>): T {
  if (!result.ok) throw new Error(result.failure.detail);
  return result.value;
}

export interface CabinetOptions {
  readonly transport: CabinetFile['transport'];
  /** An embedded one of this cabinet's own, unless told. */
  readonly broker?: CabinetFile['broker'];
  readonly reopenTimes?: number;
  /** On a disk that the test has made; in the cabinet's own folder unless told. */
  readonly stateDirectory?: string;
}

export class CabinetUnderTest {
  readonly folder = mkdtempSync(join(tmpdir(), 'larder-system-'));
  readonly stateDirectory: string;
  readonly configFile = join(this.folder, 'cabinet.yaml');
  readonly logFile = join(this.folder, 'daemon.log');
  readonly hubDirectory = join(this.folder, 'hub');
  readonly disk: JournalOnDisk;
  /** Every event that reached the hub, in the order it came. */
  readonly ledger = new Ledger();
  readonly hub: Hub;
  readonly #broker: EmbeddedBroker | undefined;
  readonly #clock = new SystemClock();
  #daemon: DaemonProcess | undefined;
  #traced: TracedDaemon | undefined;
  #visitor: PageVisitor | undefined;
  #secret = '';

  private constructor(broker: EmbeddedBroker | undefined, { url, protocol }: CabinetFile['broker'], state?: string) {
    this.#broker = broker;
    this.stateDirectory = state ?? join(this.folder, 'state');
    this.disk = new JournalOnDisk(this.stateDirectory);
    this.hub = new Hub({
      ...{ directory: this.hubDirectory, url, protocol, role: 'serve', clock: this.#clock },
      ...{ scheduler: new SystemScheduler(), random: new SystemRandom() },
    });
  }

  static async build({
    transport,
    broker,
    reopenTimes = 0,
    stateDirectory,
  }: CabinetOptions): Promise<CabinetUnderTest> {
    const embedded = broker ? undefined : await startBroker();
    const reached = broker ?? { url: embedded?.url ?? '', protocol: 4 as const };
    const cabinet = new CabinetUnderTest(embedded, reached, stateDirectory);
    try {
      await cabinet.#furnish({ transport, broker: reached, reopenTimes, pagePort: await freePort(0) });
    } catch (error) {
      await cabinet.demolish();
      throw error;
    }
    return cabinet;
  }

  async #furnish(file: Omit<CabinetFile, 'rootKey'>): Promise<void> {
    mkdirSync(this.hubDirectory, { mode: 0o700 });
    const { root: rootKey } = expectOk(await makeHubKeys(this.hubDirectory, this.#clock));
    const codeKey = new SystemRandom().bytes(32);
    const codeKeyFile = join(this.folder, 'code.key');
    writeFileSync(codeKeyFile, `${Buffer.from(codeKey).toString('base64url')}\n`);
    chmodSync(codeKeyFile, 0o600);
    writeFileSync(this.configFile, cabinetFile({ ...file, rootKey }));
    expectOk(await this.hub.start());
    this.hub.watch(this.ledger.take);
    if (!(await this.hub.whenConnected(10_000))) throw new Error('the hub does not reach the broker');
    expectOk(this.hub.addLocker(LOCKER_ID, codeKey));
    const staff = { locker: LOCKER_ID, number: STAFF_NUMBER, name: '王师傅', role: 'stocker' } as const;
    this.#secret = expectOk(this.hub.addStaff(staff)).secret;
  }

  /** Starts the daemon and waits until it serves its page and has read its doors; returns the page's address. */
  async startDaemon(...more: readonly string[]): Promise<string> {
    // Whoever keeps the database open keeps its index alive, and the new process would not have to recover anything.
    this.disk.close();
    this.#daemon = new DaemonProcess(this.configFile, this.stateDirectory, this.logFile, more);
    return this.#visit(await this.#daemon.ready);
  }

  /** Starts the daemon on a disk that may refuse it; returns once its page answers. */
  async startOnSickDisk(): Promise<void> {
    this.#daemon = new DaemonProcess(this.configFile, this.stateDirectory, this.logFile);
    this.#daemon.ready.catch(() => {});
    this.#visitor?.leave();
    const read = readConfig(this.configFile);
    if (!read.ok) throw new Error(JSON.stringify(read.failure));
    const url = `http://127.0.0.1:${read.value.config.screen.port}/`;
    const endMs = performance.now() + 15_000;
    for (;;) {
      try {
        this.#visitor = await PageVisitor.arrive(url);
        return;
      } catch (error) {
        if (performance.now() > endMs) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  /** The same under strace, which writes into `traceFile`. */
  async startTraced(traceFile: string): Promise<string> {
    this.#traced = new TracedDaemon(this.configFile, this.stateDirectory, traceFile);
    return this.#visit(await this.#traced.ready);
  }

  /** Returns the exit code. */
  async stopTraced(): Promise<number | null> {
    const asked = await askStatus(this.stateDirectory);
    const traced = this.#traced;
    if (!asked.ok || !traced) throw new Error('no daemon runs under strace');
    this.#traced = undefined;
    this.#visitor?.leave();
    return traced.stop(asked.value.pid);
  }

  async #visit(url: string): Promise<string> {
    this.#visitor?.leave();
    this.#visitor = await PageVisitor.arrive(url);
    await this.doorsRead();
    return url;
  }

  /** Every door of the cabinet has been read since the daemon started. */
  async doorsRead(): Promise<void> {
    await this.statusWhen('every door to be read', ({ health }) =>
      health.compartments.every(({ door }) => door !== 'unknown'),
    );
  }

  async statusWhen(what: string, holds: (status: LockerStatus) => boolean, deadlineMs = 15_000): Promise<void> {
    let last: unknown;
    const endMs = performance.now() + deadlineMs;
    while (performance.now() < endMs) {
      const asked = await askStatus(this.stateDirectory);
      if (asked.ok && 'health' in asked.value && holds(asked.value)) return;
      last = asked.ok ? asked.value : asked.failure;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    throw new Error(`waited ${deadlineMs} ms for ${what}; the daemon says ${JSON.stringify(last)}`);
  }

  get daemon(): DaemonProcess {
    if (!this.#daemon) throw new Error('the daemon was not started');
    return this.#daemon;
  }

  get visitor(): PageVisitor {
    if (!this.#visitor) throw new Error('the page is not open');
    return this.#visitor;
  }

  /** SIGKILL, and the end of the process. */
  async killDaemon(): Promise<void> {
    this.daemon.signal('SIGKILL');
    const { signal } = await this.daemon.ended;
    if (signal !== 'SIGKILL') throw new Error(`the daemon ended by itself: ${signal}`);
    this.#visitor?.leave();
  }

  /** Orders of one `pickupId` share the code of the first. */
  placeOrder(zone: Zone = 'chilled', pickupId?: string): PlacedOrder {
    const collectBy = isoTime(this.#clock.read().wallMs + DAY_MS);
    const items = [{ sku: 'pak-choi', name: { zh: '小青菜', en: 'Pak choi' }, quantity: 1 }];
    const wish = { locker: LOCKER_ID, zone, size: 'S', collectBy, items, ...(pickupId ? { pickupId } : {}) } as const;
    const { orderId, code } = expectOk(this.hub.placeOrder(wish));
    return { orderId, code: code ?? '' };
  }

  /** Sends keys, orders and staff, and waits until the daemon knows these orders and its staff. */
  async documentsInForce(orders: readonly PlacedOrder[]): Promise<void> {
    expectOk(await this.hub.publishDocuments(LOCKER_ID));
    const known = (): boolean => orders.every(({ orderId }) => this.disk.orderState(orderId) !== undefined);
    await until(() => known() && this.disk.staffCount() > 0, 'the documents to be in force', 15_000);
  }

  get staffSecret(): string {
    return this.#secret;
  }

  /** What a staff member types: number and secret. */
  get staffEntry(): string {
    return STAFF_NUMBER + this.#secret;
  }

  async signIn(page: 'staff-orders' | 'staff-doors' = 'staff-orders'): Promise<void> {
    await this.visitor.signIn(STAFF_NUMBER, this.#secret, page);
  }

  /** Places orders and loads each at the page; somebody's hands close the doors. Returns them with their doors. */
  async stock(zones: readonly Zone[]): Promise<readonly (PlacedOrder & { readonly door: number })[]> {
    const placed = zones.map((zone) => this.placeOrder(zone));
    await this.documentsInForce(placed);
    await this.signIn();
    const loaded: (PlacedOrder & { door: number })[] = [];
    for (const order of placed) loaded.push({ ...order, door: await this.visitor.load(order.orderId) });
    await this.visitor.do({ kind: 'back' });
    await this.visitor.see('attract');
    return loaded;
  }

  /** A code that opens nothing here. */
  wrongCode(orders: readonly PlacedOrder[]): string {
    const wrong = ['00000000', '11111111', '22222222', '33333333'].find((code) =>
      orders.every((order) => order.code !== code),
    );
    return wrong ?? '44444444';
  }

  /** Everything in the journal has reached the hub and its acknowledgement has come back. */
  async allAcknowledged(): Promise<void> {
    await until(() => this.isAllAcknowledged(), 'the whole journal to be acknowledged', 20_000);
  }

  isAllAcknowledged(): boolean {
    const { head, acked } = this.disk.state();
    return head === acked && this.ledger.length === head;
  }

  /** What must be empty whatever happened: the file is whole, no number is missing, and the hub has each event once, in order. */
  async problems(): Promise<readonly string[]> {
    const faults = this.disk.faults();
    await this.allAcknowledged();
    return [...faults, ...this.ledger.problems];
  }

  async demolish(): Promise<void> {
    this.#visitor?.leave();
    await this.#daemon?.stop();
    if (this.#traced) await this.stopTraced().catch(() => {});
    this.disk.close();
    await this.hub.stop();
    await this.#broker?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
