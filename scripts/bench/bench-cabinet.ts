/** A folder with a cabinet file of 24 doors, and a database with 200 orders of which 24 are stored. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { PublicKey } from '../../src/contract/jws.ts';
import { newCompartment } from '../../src/core/compartment.ts';
import { type Order, store as stored } from '../../src/core/order.ts';
import { codeMac } from '../../src/core/pickup-code.ts';
import { SystemClock } from '../../src/platform/clock.ts';
import { SystemRandom } from '../../src/platform/random.ts';
import { BALLAST } from '../../src/store/ballast.ts';
import { SqliteStore } from '../../src/store/store.ts';

export const DOORS = 24;
export const LOCKER_ID = 'bench-0001';
const ORDERS = 200;
const DAY_MS = 86_400_000;

export interface CabinetParts {
  readonly transport: Readonly<Record<string, unknown>>;
  readonly cloud?: { readonly url: string; readonly protocol: 4 | 5 };
  readonly rootKey?: PublicKey;
}

/** Ours alone; no hub signs by it. */
const NO_ROOT: PublicKey = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };

export class BenchCabinet {
  readonly folder = mkdtempSync(join(tmpdir(), 'larder-bench-'));
  readonly configFile = join(this.folder, 'cabinet.yaml');
  readonly stateDirectory = join(this.folder, 'state');
  readonly codeKey = new SystemRandom().bytes(32);
  #store: SqliteStore | undefined;

  constructor() {
    mkdirSync(this.stateDirectory, { mode: 0o750 });
    // Laid in a cabinet's first seconds, once in its life: not what an idle daemon does.
    writeFileSync(join(this.stateDirectory, 'ballast'), new SystemRandom().bytes(BALLAST.bytes), { mode: 0o600 });
    writeFileSync(join(this.folder, 'code.key'), Buffer.from(this.codeKey).toString('base64url'), { mode: 0o600 });
  }

  /** Without a broker the daemon retries in vain, as a cabinet without network does. */
  write({ transport, cloud = { url: 'mqtt://127.0.0.1:9', protocol: 5 }, rootKey = NO_ROOT }: CabinetParts): void {
    const doors = Array.from({ length: DOORS }, (_, at) => ({
      ...{ compartment: at + 1, board: 'main', channel: at + 1, zone: 'ambient', size: 'S', supply: `s${at}` },
      at: [40 + (at % 4) * 320, 40 + Math.floor(at / 4) * 320, 300, 300],
    }));
    const config = {
      locker: {
        ...{ id: LOCKER_ID, number: '0001', site: { zh: '测试', en: 'Bench' }, helpPhone: '400 820 0217' },
        ...{ timeZone: 'Asia/Shanghai', language: 'en' },
      },
      trust: { rootKey, codeKeyFile: 'code.key' },
      cloud,
      screen: { port: 0 },
      buses: [
        {
          ...{ id: 'locks', transport: { ...transport, baud: 9600 } },
          boards: [{ id: 'main', dialect: 'eight-a', address: 1, channels: DOORS }],
        },
      ],
      cabinet: { size: [1320, 1980], screen: [460, 40, 400, 940], doors },
    };
    writeFileSync(this.configFile, stringify(config));
  }

  /** A second connection to the daemon's database. */
  get store(): SqliteStore {
    this.#store ??= new SqliteStore({
      directory: this.stateDirectory,
      clock: new SystemClock(),
      random: new SystemRandom(),
    });
    return this.#store;
  }

  /** The code of the order behind that door. */
  code = (door: number): string => String(10_000_000 + door * 1_111);

  /** Every door gets its order (again), and the others of the 200 wait to be loaded. */
  stock(): void {
    this.store.transact((tx) => {
      for (let door = 1; door <= DOORS; door++) {
        const generation = (tx.compartments.get(door)?.generation ?? 0) + 1;
        const order = this.#order(door, tx.now.atMs);
        const place = { ...newCompartment(door), generation, uses: generation };
        tx.compartments.put({ ...place, occupancy: 'occupied', orderId: order.id });
        tx.orders.put(stored(order, { ...place, occupancy: 'loading', orderId: order.id }, tx.now));
      }
      if (tx.orders.get(`B-${ORDERS}`)) return;
      for (let number = DOORS + 1; number <= ORDERS; number++) tx.orders.put(this.#order(number, tx.now.atMs));
    });
  }

  #order(number: number, nowMs: number): Order {
    return {
      ...{ id: `B-${number}`, pickupId: `B-${number}`, codeMac: codeMac(this.codeKey, LOCKER_ID, this.code(number)) },
      ...{ zone: 'ambient', size: 'S', low: false, collectByMs: nowMs + DAY_MS, state: 'assigned', reopens: 0 },
      ...{ compartment: null, generation: null, storedAt: null, collectedAt: null },
      items: [{ sku: 'pak-choi', name: { zh: '小青菜', en: 'Pak choi' }, quantity: 1 }],
    };
  }

  /** An earlier process left this door open: the daemon will watch it every 100 ms. */
  leaveOpen(door: number): void {
    this.store.transact((tx) =>
      tx.openings.add({
        ...{ compartment: door, generation: 1, purpose: { kind: 'reopen', orderId: `B-${door}` }, attempt: 1 },
        ...{ state: 'open', startedAt: tx.now, openedAt: tx.now, doorAtRequest: 'closed', observed: true },
        alarmed: false,
      }),
    );
  }

  closeStore(): void {
    this.#store?.close();
    this.#store = undefined;
  }

  remove(): void {
    this.closeStore();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
