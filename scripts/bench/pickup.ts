/** A right code: its last digit's POST in the daemon → the unlock frame in the pseudo-terminal. */
import { join } from 'node:path';
import { pause } from '../../src/commands/demo/steps.ts';
import { wireMs } from '../../src/hardware/bus/turnaround.ts';
import { BenchBoard } from './bench-board.ts';
import { BenchCabinet, DOORS } from './bench-cabinet.ts';
import { BenchDaemon } from './bench-daemon.ts';
import { BenchScreen } from './bench-screen.ts';
import { Floor } from './floor.ts';
import { atMostTimes, type Row } from './row.ts';
import { median, percentile } from './statistics.ts';

const WARM_UP = DOORS;
const QUIET_SAMPLES = 144;
const POLLING_SAMPLES = 46;
/** Longer than an exchange, its turn-around, and the fastest finger. */
const QUIET_MS = 60;
/** A lock rests so long after its pulse. */
const COOLDOWN_MS = 1_050;
/** The board lets a poll wait so long for its answer. */
const ANSWER_MS = 5;
/** Of 9600 baud: 3.5 characters and 1 ms (03, rule 2). */
const TURNAROUND_MS = wireMs(3.5, 9600) + 1;

interface Samples {
  readonly unlockMs: readonly number[];
  readonly floorMs: readonly number[];
}

async function measure(polling: boolean, count: number): Promise<Samples> {
  const cabinet = new BenchCabinet();
  const board = new BenchBoard();
  const floor = await Floor.open(cabinet.folder);
  let daemon: BenchDaemon | undefined;
  try {
    cabinet.write({ transport: await board.servePty(join(cabinet.folder, 'tty')) });
    cabinet.stock();
    if (polling) {
      cabinet.leaveOpen(DOORS);
      board.doors.cutSensor(DOORS);
    }
    daemon = new BenchDaemon({ program: 'release', ...cabinet, probed: true });
    const screen = await BenchScreen.open((await daemon.ready).url);
    await pause(500);
    const samples = await collect({ cabinet, board, floor, daemon, screen }, polling, count);
    screen.leave();
    return samples;
  } finally {
    await daemon?.stop();
    await floor.close();
    await board.stop();
    cabinet.remove();
  }
}

interface Bench {
  readonly cabinet: BenchCabinet;
  readonly board: BenchBoard;
  readonly floor: Floor;
  readonly daemon: BenchDaemon;
  readonly screen: BenchScreen;
}

async function collect(bench: Bench, polling: boolean, count: number): Promise<Samples> {
  const { cabinet, board, floor, daemon, screen } = bench;
  const unlockMs: number[] = [];
  const floorMs: number[] = [];
  const doors = polling ? DOORS - 1 : DOORS;
  for (let at = 0; at < WARM_UP + count; at++) {
    const door = (at % doors) + 1;
    if (at > 0 && door === 1) {
      await pause(COOLDOWN_MS);
      cabinet.stock();
    }
    const code = cabinet.code(door);
    const unlocked = daemon.nextUnlock();
    if (polling) {
      await nextPoll(board);
      await screen.type(code);
    } else {
      await screen.type(code.slice(0, 7));
      await pause(QUIET_MS);
      await screen.type(code.slice(7));
    }
    const probed = await unlocked;
    await screen.see('thanks');
    await pause(QUIET_MS);
    const floorSample = floor.sample();
    await screen.do({ kind: 'back' });
    await screen.see('attract');
    if (at < WARM_UP) continue;
    unlockMs.push(probed.unlockMs);
    floorMs.push(floorSample);
  }
  return { unlockMs, floorMs };
}

const nextPoll = (board: BenchBoard): Promise<void> =>
  new Promise((resolve) => {
    board.onPoll = () => {
      board.onPoll = () => {};
      resolve();
    };
  });

export async function pickupRows(): Promise<readonly Row[]> {
  const quiet = await measure(false, QUIET_SAMPLES);
  const busy = await measure(true, POLLING_SAMPLES);
  const [p50, p99] = [median(quiet.unlockMs), percentile(quiet.unlockMs, 0.99)];
  const [floor50, floor99] = [median(quiet.floorMs), percentile(quiet.floorMs, 0.99)];
  const busy50 = median(busy.unlockMs);
  return [
    {
      ...{ name: 'pickup, quiet line, p50', unit: 'ms', figure: p50, floor: floor50 },
      target: atMostTimes(p50, floor50, 2),
      covers: `last digit's POST in the daemon → unlock frame in the pty; two commits; ${QUIET_SAMPLES} pickups. Floor: one commit + one pty write, at the same pace`,
    },
    {
      ...{ name: 'pickup, quiet line, p99', unit: 'ms', figure: p99, floor: floor99 },
      target: atMostTimes(p99, floor99, 3),
      covers: 'the same; floor is its own p99',
    },
    {
      ...{ name: 'pickup, while polling, p50', unit: 'ms', figure: busy50, floor: p50 + ANSWER_MS + TURNAROUND_MS },
      target: atMostTimes(busy50, p50 + ANSWER_MS + TURNAROUND_MS, 1),
      covers: `all eight digits typed within a poll; ${POLLING_SAMPLES} pickups. Floor: the quiet one + one exchange + one turn-around`,
    },
  ];
}
