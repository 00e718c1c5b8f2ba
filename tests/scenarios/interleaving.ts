/** A house with everything happening to it in any order, and what must hold after each step (05, Invariants). */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { FINDINGS, type Finding } from '../../src/core/door-check.ts';
import type { Order } from '../../src/core/order.ts';
import type { ScreenInput } from '../../src/core/screen.ts';
import { House, LEADER, STAFF } from './house.ts';
import { brokenPulse, brokenRules, type OnDisk, readOnDisk } from './house-rules.ts';
import type { PlannedOrder } from './memory-hub.ts';

export type Action =
  | { readonly do: 'plan'; readonly bundle: boolean; readonly revoke: boolean; readonly zone: 'chilled' | 'heated' }
  | { readonly do: 'load'; readonly pick: number; readonly empty: 'yes' | 'no' | 'late' | 'never' }
  | { readonly do: 'code'; readonly pick: number }
  | { readonly do: 'wrong-code'; readonly code: string }
  | { readonly do: 'press'; readonly act: ScreenInput }
  | { readonly do: 'command'; readonly door: number; readonly pick: number }
  | { readonly do: 'hands'; readonly here: boolean }
  | { readonly do: 'close'; readonly door: number }
  | { readonly do: 'force'; readonly door: number }
  | { readonly do: 'jam' | 'free'; readonly door: number }
  | { readonly do: 'board'; readonly there: boolean }
  | { readonly do: 'broker'; readonly there: boolean }
  | { readonly do: 'power-cut'; readonly forMs: number; readonly reboot: boolean; readonly synchronised: boolean }
  /** `found`: what the disk refused last is on it all the same, and comes to light when the power has failed. */
  | { readonly do: 'disk'; readonly state: 'well' | 'refuses' | 'found' }
  /** The power fails and the database is gone with it. */
  | { readonly do: 'lose' }
  | { readonly do: 'check'; readonly door: number; readonly finding: Finding; readonly leader: boolean }
  | { readonly do: 'clock'; readonly byMs: number }
  | { readonly do: 'time'; readonly ms: number };

const pick = fc.nat(9);
const door = fc.integer({ min: 1, max: 12 });
const mostly = fc.nat(3).map((n) => n > 0);
const anyPress: fc.Arbitrary<ScreenInput> = fc.constantFrom<ScreenInput>(
  ...(['open-again', 'try-again', 'back', 'help', 'staff', 'touch', 'clear'] as const).map((kind) => ({ kind })),
  { kind: 'was-empty', empty: true },
  { kind: 'was-empty', empty: false },
);
const is = <T extends Action['do']>(name: T) => ({ do: fc.constant(name) });

export const anyAction: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      ...is('plan'),
      ...{ bundle: fc.boolean(), zone: fc.constantFrom('chilled', 'heated') },
      revoke: fc.nat(5).map((n) => n === 0),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ ...is('load'), pick, empty: fc.constantFrom('yes', 'yes', 'no', 'late', 'never') }),
  },
  { weight: 8, arbitrary: fc.record({ ...is('code'), pick }) },
  { weight: 1, arbitrary: fc.record({ ...is('wrong-code'), code: fc.stringMatching(/^9\d{7}$/) }) },
  { weight: 5, arbitrary: fc.record({ ...is('press'), act: anyPress }) },
  { weight: 2, arbitrary: fc.record({ ...is('command'), door, pick }) },
  { weight: 2, arbitrary: fc.record({ ...is('hands'), here: mostly }) },
  { weight: 3, arbitrary: fc.record({ ...is('close'), door }) },
  { weight: 1, arbitrary: fc.record({ ...is('force'), door }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('jam' as const, 'free' as const), door }) },
  { weight: 2, arbitrary: fc.record({ ...is('board'), there: mostly }) },
  { weight: 2, arbitrary: fc.record({ ...is('broker'), there: mostly }) },
  {
    weight: 3,
    arbitrary: fc.record({
      ...is('power-cut'),
      ...{ forMs: fc.integer({ min: 0, max: 20_000 }), reboot: fc.boolean(), synchronised: fc.boolean() },
    }),
  },
  { weight: 2, arbitrary: fc.record({ ...is('disk'), state: fc.constantFrom('well', 'refuses', 'found') }) },
  { weight: 1, arbitrary: fc.record(is('lose')) },
  {
    weight: 3,
    arbitrary: fc.record({ ...is('check'), door, finding: fc.constantFrom(...FINDINGS), leader: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ ...is('clock'), byMs: fc.integer({ min: -3_600_000, max: 3_600_000 }) }) },
  { weight: 8, arbitrary: fc.record({ ...is('time'), ms: fc.oneof(fc.nat(300), fc.nat(8_000), fc.nat(130_000)) }) },
);

/** A broken rule, in words. */
export class Broken extends Error {}

const must = (holds: boolean, rule: string): void => {
  if (!holds) throw new Broken(rule);
};

export class Interleaving {
  readonly house = new House();
  readonly #planned: PlannedOrder[] = [];
  #disk: DatabaseSync | undefined;
  readonly #broken: string[] = [];
  /** Makes a sick disk well. */
  #mend: (() => void) | undefined;
  #isFound = false;
  /** How often each lock was pulsed before the present database began. */
  #pulsesBefore: readonly number[] = [];
  losses = 0;

  async begin(): Promise<void> {
    const { house } = this;
    await house.start();
    await house.supply();
    for (const zone of ['chilled', 'chilled', 'heated'] as const) await this.#plan({ zone });
    await house.load('o0', 'o2');
    this.#look();
    house.doors.onPulse((pulse) => this.#checkPulse(pulse.door));
  }

  #look(): void {
    this.#disk = new DatabaseSync(join(this.house.directory, 'larder.db'), { readOnly: true });
  }

  end(): void {
    this.#disk?.close();
    this.house.demolish();
  }

  async step(action: Action): Promise<void> {
    await this.#act(action);
    await this.house.time.settle();
    this.check();
  }

  async #act(action: Action): Promise<void> {
    const { house } = this;
    switch (action.do) {
      case 'plan':
        return this.#plan(action);
      case 'load':
        return this.#load(action);
      case 'code':
        return this.#type(this.#one(action.pick)?.code ?? '90000000');
      case 'wrong-code':
        return this.#type(action.code);
      case 'press':
        return house.press(action.act);
      case 'command':
        return this.#command(action);
      case 'hands':
        return action.here ? house.person.start() : house.person.stop();
      case 'close':
        return house.doors.close(action.door);
      case 'force':
        return house.doors.openByHand(action.door);
      case 'jam':
      case 'free':
        return house.doors[action.do](action.door);
      case 'board':
        return this.#plug(action.there);
      case 'broker':
        house.broker.refusing = action.there ? null : { kind: 'lost', detail: 'away' };
        if (!action.there) house.broker.cut();
        return;
      case 'power-cut':
        return this.#cutPower(action);
      case 'disk':
        return action.state === 'well' ? this.#healDisk() : this.#sickenDisk(action.state === 'found');
      case 'lose':
        return this.#lose();
      case 'check':
        return this.#check(action);
      case 'clock':
        return house.time.stepWall(action.byMs);
      case 'time':
        return house.time.advance(action.ms);
    }
  }

  #one(at: number): PlannedOrder | undefined {
    return this.#planned[at % Math.max(1, this.#planned.length)];
  }

  async #plan({ bundle, revoke, zone }: Partial<Extract<Action, { do: 'plan' }>>): Promise<void> {
    const at = this.#planned.length;
    const last = this.#planned.at(-1);
    const [first] = this.#planned;
    if (revoke && first) this.#planned[0] = { ...first, state: 'revoked' };
    const together = bundle && last ? { code: last.code, pickupId: last.pickupId ?? `p-${last.id}` } : {};
    const own = { id: `o${at}`, code: String(10_000_000 + at), pickupId: `p-o${at}`, zone: zone ?? 'chilled' } as const;
    this.#planned.push({ ...own, ...together });
    this.house.hub.orders(...this.#planned);
    await this.house.time.advance(200);
  }

  #type(code: string): void {
    this.house.press({ kind: 'clear' });
    this.house.type(code);
  }

  async #load({ pick: at, empty }: Extract<Action, { do: 'load' }>): Promise<void> {
    const { house } = this;
    const order = this.#one(at);
    if (!order) return;
    if (this.#viewName() !== 'staff-orders') this.#signIn(STAFF);
    if (this.#viewName() === 'staff-doors') house.press({ kind: 'back' });
    house.press({ kind: 'load-order', orderId: order.id });
    if (empty === 'never') return;
    await house.time.advance(empty === 'late' ? 7_000 : 1_000);
    house.press({ kind: 'was-empty', empty: empty !== 'no' });
  }

  /** Undefined where a list cannot be read from a sick disk. */
  #viewName(): string | undefined {
    try {
      return this.house.view.name;
    } catch {
      return undefined;
    }
  }

  #signIn({ number, secret }: typeof STAFF | typeof LEADER): void {
    for (const kind of ['back', 'back', 'back', 'help', 'staff'] as const) this.house.press({ kind });
    this.house.type(number + secret);
  }

  async #check({ door: compartment, finding, leader }: Extract<Action, { do: 'check' }>): Promise<void> {
    const { house } = this;
    if (this.#viewName() !== 'staff-doors') this.#signIn(leader ? LEADER : STAFF);
    house.press({ kind: 'check-door', compartment });
    await house.time.advance(1_000);
    house.press({ kind: 'found', finding });
  }

  /** The hub then sends what it believes: what was over is gone, what was stored may still be there. */
  async #lose(): Promise<void> {
    const { house } = this;
    const { orders } = this.#read();
    this.#mend?.();
    this.#mend = undefined;
    this.#isFound = false;
    await house.crash();
    await house.time.advance(500);
    this.#disk?.close();
    writeFileSync(join(house.directory, 'larder.db'), 'nonsense');
    this.#pulsesBefore = house.pulses();
    await house.start();
    must(house.pulses().length === this.#pulsesBefore.length, 'a lock was pulsed by the start alone');
    this.#look();
    this.losses += 1;
    const left = this.#planned.filter(({ id }) => {
      const known = orders.find((order) => order.id === id);
      return known === undefined || known.state === 'assigned' || known.state === 'stored';
    });
    this.#planned.splice(0, this.#planned.length, ...left.map((order) => believedIn(order, orders)));
    house.hub.orders(...this.#planned);
    await house.time.advance(200);
  }

  #command({ door: number, pick: at }: Extract<Action, { do: 'command' }>): void {
    const { house } = this;
    const { orders, compartments } = this.#read();
    const order = orders.find(({ id }) => id === this.#one(at)?.id);
    const compartment = order?.compartment ?? number;
    const generation = compartments.get(compartment)?.generation ?? 0;
    // An operator looks into compartments with food in them too.
    const forOrder = order?.state === 'stored' && number % 3 !== 0;
    const purpose = forOrder ? { kind: 'collect', orderId: order.id } : { kind: 'inspect' };
    const id = `command-${house.time.monotonicMs}-${house.hub.events.length}`;
    house.hub.open(id, compartment, generation, { args: { compartment, generation, purpose, reason: 'help line' } });
  }

  #plug(there: boolean): void {
    const { port } = this.house;
    port.refusal = there ? undefined : { code: 'ENOENT', message: 'unplugged' };
    if (!there) port.cut();
  }

  /** Every transaction fails from now on. The first that wrote may have reached the disk for all that. */
  #sickenDisk(found: boolean): void {
    const { store } = this.house;
    if (this.#mend) return;
    const transact = store.transact.bind(store);
    this.#isFound = found;
    let mayReach = found;
    this.#mend = () => {
      store.transact = transact;
    };
    store.transact = (run) => {
      if (mayReach) {
        const before = this.#dataVersion();
        transact(run);
        mayReach = this.#dataVersion() === before;
      }
      throw new Error('disk I/O error');
    };
  }

  #dataVersion(): unknown {
    return this.#disk?.prepare('PRAGMA data_version').get()?.data_version;
  }

  async #healDisk(): Promise<void> {
    // Within one process SQLite takes back what it could not sync: only the next process can find it.
    if (this.#isFound) return this.#cutPower({ do: 'power-cut', forMs: 0, reboot: false, synchronised: true });
    this.#mend?.();
    this.#mend = undefined;
  }

  async #cutPower({ forMs, reboot, synchronised }: Extract<Action, { do: 'power-cut' }>): Promise<void> {
    const { house } = this;
    this.#mend?.();
    this.#mend = undefined;
    this.#isFound = false;
    await house.crash(reboot);
    // What is on the wire still reaches the lock.
    await house.time.advance(500 + forMs);
    house.time.synchronised = synchronised;
    const before = house.pulses().length;
    await house.start();
    must(house.pulses().length === before, 'a lock was pulsed by the start alone');
  }

  /** Reads what is committed, by a connection of its own, whether the daemon lives or not. */
  #read(): OnDisk {
    if (!this.#disk) throw new Error('not begun');
    return readOnDisk(this.#disk);
  }

  /** The moment that a lock is energised. */
  #checkPulse(number: number): void {
    const since = this.house.pulses().slice(this.#pulsesBefore.length);
    const pulses = since.filter((pulsed) => pulsed === number).length;
    this.#broken.push(...brokenPulse(this.#read(), number, pulses));
  }

  check(): void {
    const [broken] = [...this.#broken, ...brokenRules(this.#read())];
    must(broken === undefined, broken ?? '');
  }

  /** Everything comes back, and what is known here and at the hub is the same. */
  async reconcile(): Promise<void> {
    const { house } = this;
    house.broker.refusing = null;
    await this.#healDisk();
    await house.time.advance(60_000);
    this.check();
    const { events } = this.#read();
    const told = house.hub.events.map(({ seq, type, data }) => ({ seq, type, data }));
    // The daemon may go on writing while the hub acknowledges; what the hub has is a beginning of it, whole.
    must(JSON.stringify(events.slice(0, told.length)) === JSON.stringify(told), 'the hub was told another story');
    must(events.length - told.length <= 2, `the hub lacks ${events.length - told.length} events`);
  }
}

function believedIn(planned: PlannedOrder, orders: readonly Order[]): PlannedOrder {
  const { lastKnown: _, ...order } = planned;
  const known = orders.find(({ id }) => id === planned.id);
  const place = known?.state === 'stored' ? known.compartment : known?.lastKnown?.compartment;
  return typeof place === 'number' ? { ...order, lastKnown: place } : order;
}
