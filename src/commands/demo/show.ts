/** The demo for people: a cabinet to try in a browser, and a readable line for each event. */
import { eventLine } from '../../fleet/event-line.ts';
import { EXIT } from '../exit.ts';
import { PageVisitor } from './page-visitor.ts';
import { type DemoOrder, World } from './world.ts';

/** How long the demo's hands leave a door open: enough to look at the screen. */
const DOOR_OPEN_MS = 8_000;

const MENU = [
  { zh: '小青菜', en: 'Pak choi' },
  { zh: '番茄鸡蛋面', en: 'Tomato egg noodles' },
  { zh: '菜肉包', en: 'Pork and greens buns' },
  { zh: '土鸡蛋', en: 'Free-range eggs' },
] as const;

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const spaced = (code: string): string => `${code.slice(0, 4)} ${code.slice(4)}`;

/** Runs until Ctrl-C; returns the exit code. */
export async function runShow(port: number | undefined): Promise<number> {
  const stop = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    process.stdout.once('error', () => resolve());
  });
  const world = await World.build(port);
  try {
    const ended = await Promise.race([show(world, stop), stop]);
    return typeof ended === 'number' ? ended : EXIT.ok;
  } finally {
    say('Closing the cabinet …');
    await world.demolish({ keep: false });
  }
}

async function show(world: World, stop: Promise<void>): Promise<number> {
  const orders = new Map<string, DemoOrder>();
  let dish = 0;
  const order = (): DemoOrder => {
    const placed = world.placeOrder(MENU[dish++ % MENU.length] ?? MENU[0]);
    orders.set(placed.orderId, placed);
    return placed;
  };
  const loaded = order();
  order();
  const staff = world.addStocker();
  await world.publish();
  const page = await world.startDaemon();
  const visitor = await PageVisitor.arrive(page);
  await visitor.see('attract');
  await documentsApplied(world);
  await visitor.signIn(staff.number, staff.secret);
  const door = await visitor.load(loaded.orderId);
  await visitor.do({ kind: 'back' });
  visitor.leave();
  world.hands.closeAfterMs = DOOR_OPEN_MS;
  introduce(page, loaded, door, staff);
  tellEvents(world, (orderId) => {
    const stored = orders.get(orderId);
    if (stored) say(`            its pickup code is ${spaced(stored.code)} (${stored.name.en})`);
    order();
    void world.publish();
  });
  const exit = await Promise.race([world.daemon.ended, stop]);
  if (!exit) return EXIT.ok;
  say(`The daemon ended by itself (${exit.code ?? exit.signal}); its log is ${world.logFile}.`);
  return EXIT.failed;
}

function tellEvents(world: World, onStored: (orderId: string) => void): void {
  world.hub.watch((notice) => {
    if (notice.kind !== 'event') return;
    say(`  ${notice.event.at.slice(11, 19)}  ${eventLine(notice.event)}`);
    if (notice.event.type === 'order.stored') onStored(notice.event.data.orderId);
  });
}

/** The stocker can sign in once the locker has its staff and orders. */
function documentsApplied(world: World): Promise<void> {
  const wanted = new Set<string>(['orders', 'staff']);
  return new Promise((resolve) => {
    const unwatch = world.hub.watch((notice) => {
      if (notice.kind === 'reported') wanted.delete(notice.document);
      if (wanted.size > 0) return;
      unwatch();
      resolve();
    });
  });
}

function introduce(page: string, order: DemoOrder, door: number, staff: { number: string; secret: string }): void {
  say('');
  say('  Larder is running: the real daemon, a broker, a hub, and twelve simulated doors.');
  say('');
  say(`  Screen        ${page}    (portrait 1080×1920, landscape 1280×800 or 800×480)`);
  say(`  Pickup code   ${spaced(order.code)}   ${order.name.en}, waiting behind door ${door}`);
  say(
    `  Staff         number ${staff.number}, secret ${spaced(staff.secret)}   (Help, then Staff: load the next order)`,
  );
  say('');
  say(`  Doors close by themselves after ${DOOR_OPEN_MS / 1000} s. Ctrl-C ends everything.`);
  say('');
}
