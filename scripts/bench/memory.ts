/** Resident memory after a simulated week of pickups, and whether it grew. */
import { pause } from '../../src/commands/demo/steps.ts';
import { BenchBoard } from './bench-board.ts';
import { BenchCabinet, DOORS } from './bench-cabinet.ts';
import { BenchDaemon } from './bench-daemon.ts';
import { BenchScreen } from './bench-screen.ts';
import { atMost, type Row } from './row.ts';

const SECONDS = 28;
const ROUND_MS = 1_050;
const ORDERS_A_DAY = 48;

export async function memoryRows(): Promise<readonly Row[]> {
  const cabinet = new BenchCabinet();
  const board = new BenchBoard({ openDelayMs: 1, answerDelayMs: 1 });
  let daemon: BenchDaemon | undefined;
  try {
    cabinet.write({ transport: await board.serve() });
    cabinet.stock();
    daemon = new BenchDaemon({ program: 'release', ...cabinet });
    const screen = await BenchScreen.open((await daemon.ready).url);
    await pause(300);
    const rssMB: number[] = [];
    const endMs = performance.now() + SECONDS * 1_000;
    while (performance.now() < endMs) {
      await round(cabinet, screen);
      rssMB.push(daemon.rssMB());
    }
    screen.leave();
    return rows(rssMB);
  } finally {
    await daemon?.stop();
    await board.stop();
    cabinet.remove();
  }
}

/** Every door once; then the cabinet is filled again. */
async function round(cabinet: BenchCabinet, screen: BenchScreen): Promise<void> {
  const startMs = performance.now();
  for (let door = 1; door <= DOORS; door++) {
    await screen.type(cabinet.code(door));
    await screen.see('thanks');
    await screen.do({ kind: 'back' });
    await screen.see('attract');
  }
  cabinet.stock();
  await pause(ROUND_MS - (performance.now() - startMs));
}

function rows(rssMB: readonly number[]): readonly Row[] {
  const third = Math.floor(rssMB.length / 3);
  const most = (part: readonly number[]): number => Math.max(...part);
  const [middle, last] = [most(rssMB.slice(third, 2 * third)), most(rssMB.slice(2 * third))];
  const pickups = rssMB.length * DOORS;
  const days = Math.floor(pickups / ORDERS_A_DAY);
  return [
    {
      ...{ name: 'memory', unit: 'MB', figure: last, floor: null },
      target: atMost(last, 85, 'MB'),
      covers: `VmRSS, 24 doors, 200 orders, no broker; the most in the last third of ${pickups} pickups (${days} days of ${ORDERS_A_DAY})`,
    },
    {
      ...{ name: 'memory, growth', unit: 'MB', figure: last - middle, floor: null },
      target: atMost(last - middle, 2, 'MB'),
      covers: 'the last third against the one before',
    },
  ];
}
