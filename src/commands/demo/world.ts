/**
 * Everything around the daemon, in the demo's own process:
 *
 *   hub ── embedded broker ── [larder run: a child process] ── TCP ── simulated board, doors, hands
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';
import type { PublicKey } from '../../contract/jws.ts';
import type { Size, Text, Zone } from '../../core/cabinet.ts';
import { isoTime } from '../../core/clock.ts';
import type { Result } from '../../core/result.ts';
import { type EmbeddedBroker, startBroker } from '../../fleet/embedded-broker.ts';
import type { HubFailure } from '../../fleet/failure.ts';
import { Hub } from '../../fleet/hub.ts';
import { makeHubKeys } from '../../fleet/hub-keys.ts';
import { SystemClock } from '../../platform/clock.ts';
import { SystemRandom } from '../../platform/random.ts';
import { SystemScheduler } from '../../platform/scheduler.ts';
import { SimulatedDoors } from '../../simulator/doors.ts';
import { EightABoard } from '../../simulator/eight-a.ts';
import { Person } from '../../simulator/person.ts';
import { serveTcp, type TcpService } from '../../simulator/serve-tcp.ts';
import { realTimers } from '../../simulator/timers.ts';
import { DaemonProcess } from './daemon-process.ts';
import { freePort } from './free-port.ts';

const CABINET_FILE = fileURLToPath(new URL('../../../device-config/demo.yaml', import.meta.url));
const DOORS = 12;
const DAY_MS = 86_400_000;
export const LOCKER_ID = 'demo-0217';
export const STAFF_NUMBER = '1001';

export interface DemoOrder {
  readonly orderId: string;
  readonly code: string;
  readonly name: Text;
}

/** Unwraps what cannot fail here unless the demo itself is broken. */
function expectOk<T>(result: Result<T, HubFailure>): T {
  if (!result.ok) throw new Error(result.failure.detail);
  return result.value;
}

/** Settings that a tour changes in its copy of the cabinet file, by key path. */
export type Overrides = readonly (readonly [path: readonly (string | number)[], value: unknown])[];

export class World {
  readonly directory = mkdtempSync(join(tmpdir(), 'larder-demo-'));
  readonly logFile = join(this.directory, 'daemon.log');
  readonly stateDirectory = join(this.directory, 'state');
  readonly #configFile = join(this.directory, 'cabinet.yaml');
  readonly doors: SimulatedDoors;
  readonly board: EightABoard;
  readonly hands: Person;
  readonly broker: EmbeddedBroker;
  readonly hub: Hub;
  readonly #tcp: TcpService;
  readonly #clock = new SystemClock();
  #daemon: DaemonProcess | undefined;
  #nextOrder = 1046;

  private constructor(parts: { doors: SimulatedDoors; board: EightABoard; tcp: TcpService; broker: EmbeddedBroker }) {
    this.doors = parts.doors;
    this.board = parts.board;
    this.broker = parts.broker;
    this.#tcp = parts.tcp;
    this.hands = new Person({ doors: parts.doors, timers: realTimers(), closeAfterMs: 300 });
    this.hub = new Hub({
      directory: join(this.directory, 'hub'),
      url: parts.broker.url,
      protocol: 4,
      role: 'serve',
      retryMs: 50,
      clock: this.#clock,
      scheduler: new SystemScheduler(),
      random: new SystemRandom(),
    });
  }

  static async build(port: number | undefined, overrides: Overrides = []): Promise<World> {
    const timers = realTimers();
    const doors = new SimulatedDoors({ count: DOORS, timers });
    const board = new EightABoard({ doors, timers });
    const [tcp, broker, pagePort] = await Promise.all([serveTcp(board), startBroker(), freePort(port ?? 8080)]);
    const world = new World({ doors, board, tcp, broker });
    await world.#openHub(pagePort, overrides);
    world.hands.start();
    return world;
  }

  async #openHub(pagePort: number, overrides: Overrides): Promise<void> {
    const hubDirectory = join(this.directory, 'hub');
    mkdirSync(hubDirectory, { mode: 0o700 });
    mkdirSync(this.stateDirectory, { mode: 0o750 });
    const { root } = expectOk(await makeHubKeys(hubDirectory, this.#clock));
    const codeKey = new SystemRandom().bytes(32);
    writeFileSync(join(this.directory, 'code.key'), `${Buffer.from(codeKey).toString('base64url')}\n`, { mode: 0o600 });
    this.#writeConfig(root, pagePort, overrides);
    expectOk(await this.hub.start());
    if (!(await this.hub.whenConnected(5_000))) throw new Error('The hub does not reach the broker of the demo.');
    expectOk(this.hub.addLocker(LOCKER_ID, codeKey));
  }

  #writeConfig(root: PublicKey, pagePort: number, overrides: Overrides): void {
    const config = parseDocument(readFileSync(CABINET_FILE, 'utf8'));
    config.setIn(['trust', 'rootKey'], root);
    config.setIn(['cloud', 'url'], this.broker.url);
    config.setIn(['screen', 'port'], pagePort);
    config.setIn(['buses', 0, 'transport', 'port'], this.#tcp.port);
    for (const [path, value] of overrides) config.setIn(path, value);
    writeFileSync(this.#configFile, config.toString());
  }

  /** Starts the daemon and waits until it serves its page; returns the page's address. */
  async startDaemon(): Promise<string> {
    this.#daemon = new DaemonProcess(this.#configFile, this.stateDirectory, this.logFile);
    return this.#daemon.ready;
  }

  get daemon(): DaemonProcess {
    if (!this.#daemon) throw new Error('The daemon was not started.');
    return this.#daemon;
  }

  placeOrder(name: Text, zone: Zone = 'chilled', size: Size = 'S'): DemoOrder {
    const collectBy = isoTime(this.#clock.read().wallMs + DAY_MS);
    const items = [{ sku: name.en.toLowerCase().replaceAll(' ', '-'), name, quantity: 1 }];
    const id = `A-${this.#nextOrder++}`;
    const { orderId, code } = expectOk(this.hub.placeOrder({ locker: LOCKER_ID, id, zone, size, collectBy, items }));
    return { orderId, code: code ?? '', name };
  }

  addStocker(): { readonly number: string; readonly secret: string } {
    const staff = { locker: LOCKER_ID, number: STAFF_NUMBER, name: '王师傅', role: 'stocker' } as const;
    const { secret } = expectOk(this.hub.addStaff(staff));
    return { number: STAFF_NUMBER, secret };
  }

  async publish(): Promise<void> {
    expectOk(await this.hub.publishDocuments(LOCKER_ID));
  }

  /** Ends everything in order; keeps the folder if asked, for whoever looks for what went wrong. */
  async demolish({ keep }: { readonly keep: boolean }): Promise<void> {
    this.hands.stop();
    await this.#daemon?.stop();
    await this.hub.stop();
    await this.broker.stop();
    await this.#tcp.close();
    if (!keep) rmSync(this.directory, { recursive: true, force: true });
  }
}
