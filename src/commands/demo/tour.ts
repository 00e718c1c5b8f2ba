/** `larder demo --tour`: the promises, walked through unattended on the real daemon. Exit 0 only if all of them held. */
import { EXIT } from '../exit.ts';
import { DiskWitness } from './disk-witness.ts';
import { Ledger } from './ledger.ts';
import { PageVisitor } from './page-visitor.ts';
import { must, pause, Steps, until } from './steps.ts';
import { type DemoOrder, LOCKER_ID, World } from './world.ts';

/** A wrong code for every order of the tour: the real ones are random, so it is changed if it happens to be one. */
const WRONG_CODES = ['00000000', '11111111', '22222222', '33333333'];
const LOOK_MS = 400;
/** After a start: the doors have been read several times by then. */
const BOOT_LOOK_MS = 2_500;
/** Three loadings, three pickups of which one was tried twice, and one reopening. */
const EXPECTED_PULSES = 8;

interface Loaded {
  readonly order: DemoOrder;
  readonly door: number;
}

class Tour {
  readonly #world: World;
  readonly #steps = new Steps();
  readonly #ledger = new Ledger();
  readonly #unproven: string[] = [];
  #page: PageVisitor | undefined;
  #witness: DiskWitness | undefined;

  constructor(world: World) {
    this.#world = world;
    world.hub.watch(this.#ledger.take);
    world.doors.onPulse(({ door }) => this.#lookAtDisk(door));
  }

  /** At each pulse the daemon is stopped on the spot: its intent must be on the disk already. */
  #lookAtDisk(door: number): void {
    const { daemon } = this.#world;
    daemon.signal('SIGSTOP');
    if (!this.#witness?.hasOpenIntent(door)) this.#unproven.push(`door ${door} got a pulse without a committed intent`);
    daemon.signal('SIGCONT');
  }

  get #visitor(): PageVisitor {
    if (!this.#page) throw new Error('the page is not open');
    return this.#page;
  }

  get #disk(): DiskWitness {
    if (!this.#witness) throw new Error('the database is not open');
    return this.#witness;
  }

  #pulses(): number {
    return this.#world.doors.pulses.length;
  }

  async walk(): Promise<void> {
    const orders = await this.#orderAndLoad();
    const [online, offline, killed] = orders;
    if (!online || !offline || !killed) throw new Error('there are no orders');
    await this.#refuseWrongCode(orders);
    await this.#collectOnline(online);
    await this.#collectOffline(offline);
    await this.#loseProcess(killed);
    await this.#collectOnce(killed);
    await this.#drain(orders);
  }

  async #start(): Promise<string> {
    const url = await this.#world.startDaemon();
    this.#witness = new DiskWitness(this.#world.stateDirectory);
    this.#page = await PageVisitor.arrive(url);
    return url;
  }

  async #orderAndLoad(): Promise<readonly Loaded[]> {
    const world = this.#world;
    await this.#steps.do(
      'daemon started as a process of its own',
      () => this.#start(),
      (url) => url,
    );
    const staff = world.addStocker();
    const orders = await this.#steps.do('three orders and a stocker placed over MQTT', async () => {
      const placed = [0, 1, 2].map(() => world.placeOrder({ zh: '小青菜', en: 'Pak choi' }));
      await world.publish();
      await until(() => this.#ledger.count('order.assigned') === 3, 'three order.assigned at the hub');
      return placed;
    });
    await this.#steps.do('stocker signed in at the page', () => this.#visitor.signIn(staff.number, staff.secret));
    const loaded: Loaded[] = [];
    for (const order of orders) {
      const held = loaded.length === 0;
      const text = held ? 'no lock moves while the intent cannot be committed, then order loaded' : 'order loaded';
      const load = (): Promise<number> => (held ? this.#loadHeld(order) : this.#visitor.load(order.orderId));
      loaded.push({ order, door: await this.#steps.do(text, load, (door) => `door ${door}`) });
    }
    await this.#visitor.do({ kind: 'back' });
    return loaded;
  }

  /** While another connection holds the write lock, nothing can be committed: so nothing may be pulsed either. */
  async #loadHeld(order: DemoOrder): Promise<number> {
    this.#disk.holdCommits();
    const loading = this.#visitor.load(order.orderId);
    await pause(LOOK_MS);
    const pulses = this.#pulses();
    this.#disk.releaseCommits();
    const door = await loading;
    must(pulses === 0, `${pulses} pulse before the commit`);
    return door;
  }

  async #refuseWrongCode(loaded: readonly Loaded[]): Promise<void> {
    const wrong = WRONG_CODES.find((code) => loaded.every(({ order }) => order.code !== code)) ?? '';
    await this.#steps.do('a wrong code moves nothing', async () => {
      const before = this.#pulses();
      await this.#visitor.type(wrong);
      await this.#visitor.see('wrong-code');
      must(this.#pulses() === before, 'a lock got a pulse');
    });
  }

  /** Types the code; the door opens and is closed again. */
  async #collect({ order, door }: Loaded): Promise<void> {
    const before = this.#pulses();
    await this.#visitor.type(order.code);
    await this.#visitor.see('thanks', (view) => view.compartment === door);
    const doors = this.#world.doors.pulses.slice(before).map((pulse) => pulse.door);
    must(
      doors.length === 1 && doors[0] === door,
      `door ${door} was due, but pulses went to ${doors.join(', ') || 'none'}`,
    );
  }

  async #collectOnline(loaded: Loaded): Promise<void> {
    const text = 'code entered, door opened and closed, order collected';
    await this.#steps.do(
      text,
      () => this.#collect(loaded),
      () => `door ${loaded.door}`,
    );
    await this.#steps.do(
      'every event acknowledged',
      () => this.#allAcknowledged(),
      (count) => `${count} events`,
    );
  }

  async #allAcknowledged(): Promise<number> {
    const done = (): boolean => {
      const { head, acked } = this.#disk.journal();
      return head === acked && this.#ledger.length === head;
    };
    await until(done, 'the whole journal to be acknowledged', 15_000);
    return this.#ledger.length;
  }

  async #collectOffline(loaded: Loaded): Promise<void> {
    await this.#steps.do('broker taken away', () => this.#world.broker.drop());
    await this.#steps.do(
      'another order collected offline',
      () => this.#collect(loaded),
      () => `door ${loaded.door}`,
    );
  }

  async #loseProcess({ order, door }: Loaded): Promise<void> {
    const { doors, daemon } = this.#world;
    await this.#steps.do('daemon killed after the intent was committed, before the door moved', async () => {
      doors.jam(door);
      const before = this.#pulses();
      const stopWatching = doors.onPulse(() => daemon.signal('SIGKILL'));
      await this.#visitor.type(order.code).catch(() => {});
      const { signal } = await daemon.ended;
      stopWatching();
      must(signal === 'SIGKILL', 'the daemon ended by itself');
      must(this.#pulses() === before + 1, 'the lock got more than its one pulse');
      must(this.#disk.hasOpenIntent(door), 'the intent is not on the disk');
      this.#visitor.leave();
      this.#disk.close();
    });
    await this.#steps.do('started again: no pulse at boot, the order is uncertain and still stored', async () => {
      doors.free(door);
      const before = this.#pulses();
      await this.#start();
      await until(() => this.#disk.events('order.uncertain').length === 1, 'order.uncertain in the journal', 15_000);
      await pause(BOOT_LOOK_MS);
      must(this.#pulses() === before, 'a lock got a pulse at boot');
    });
  }

  async #collectOnce(loaded: Loaded): Promise<void> {
    await this.#steps.do(
      'the same code still works',
      () => this.#collect(loaded),
      () => `door ${loaded.door}`,
    );
    await this.#steps.do('and only once: after the one reopening it is refused', async () => {
      await this.#collect(loaded);
      const before = this.#pulses();
      await this.#visitor.type(loaded.order.code);
      await this.#visitor.see('refused', (view) => view.reason === 'already-collected');
      must(this.#pulses() === before, 'a lock got a pulse');
    });
  }

  async #drain(loaded: readonly Loaded[]): Promise<void> {
    await this.#steps.do(
      'broker back: everything drains, in order, once',
      async () => {
        await this.#world.broker.restore();
        await this.#allAcknowledged();
        for (const { order } of loaded) {
          const collected = this.#ledger.count('order.collected', order.orderId);
          must(collected === 1, `order ${order.orderId} was collected ${collected} times`);
        }
        const last = loaded.map(({ order }) => this.#ledger.indexOf('order.collected', order.orderId));
        must(
          last.every((at, i) => i === 0 || at > (last[i - 1] ?? 0)),
          'the orders were collected in another order',
        );
        must(this.#ledger.problems.length === 0, this.#ledger.problems.join('; '));
        return this.#ledger.length;
      },
      (count) => `${count} events at the hub`,
    );
    await this.#steps.do(
      'at every pulse the intent was on the disk',
      async () => {
        must(this.#unproven.length === 0, this.#unproven.join('; '));
        must(this.#pulses() === EXPECTED_PULSES, `${this.#pulses()} pulses in place of ${EXPECTED_PULSES}`);
        return this.#pulses();
      },
      (count) => `${count} pulses`,
    );
    await this.#steps.do('remote open, signed and journalled', async () => {
      const opened = await this.#world.hub.open(LOCKER_ID, 12, { purpose: { kind: 'inspect' }, reason: 'tour' });
      must(opened.ok && opened.value.type === 'command.done', `the hub heard ${JSON.stringify(opened)}`);
    });
    await this.#steps.do('daemon stopped in order', async () => {
      this.#visitor.leave();
      const { code } = await this.#world.daemon.stop();
      must(code === 0, `it exited with ${code}`);
      this.#disk.close();
    });
  }
}

/** Returns the exit code. */
export async function runTour(port: number | undefined): Promise<number> {
  const world = await World.build(port, [[['pickup'], { reopenTimes: 1 }]]);
  let held = false;
  try {
    await new Tour(world).walk();
    held = true;
    process.stdout.write('\nAll of it held.\n');
  } catch {
    process.stdout.write(`\nNot all of it held. The daemon's log: ${world.logFile}\n`);
  }
  await world.demolish({ keep: !held });
  return held ? EXIT.ok : EXIT.failed;
}
