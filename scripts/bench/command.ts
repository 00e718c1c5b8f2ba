/** hub.open() → signed command → mosquitto → locker: inbox, verified, journalled → lock bytes → door → result at the hub. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pause, until } from '../../src/commands/demo/steps.ts';
import { Hub } from '../../src/fleet/hub.ts';
import { makeHubKeys } from '../../src/fleet/hub-keys.ts';
import { SystemClock } from '../../src/platform/clock.ts';
import { SystemRandom } from '../../src/platform/random.ts';
import { SystemScheduler } from '../../src/platform/scheduler.ts';
import { startMosquitto } from '../../tests/fakes/mosquitto.ts';
import { BenchBoard } from './bench-board.ts';
import { BenchCabinet, DOORS, LOCKER_ID } from './bench-cabinet.ts';
import { BenchDaemon } from './bench-daemon.ts';
import { atMost, type Row } from './row.ts';
import { median } from './statistics.ts';

const WARM_UP = DOORS;
const SAMPLES = 6 * DOORS;
const COOLDOWN_MS = 1_050;
/** The door itself, in the simulator. */
const DOOR_MS = 1;

interface Samples {
  readonly lockMs: readonly number[];
  readonly resultMs: readonly number[];
}

async function measure(hub: Hub, board: BenchBoard): Promise<Samples> {
  const lockMs: number[] = [];
  const resultMs: number[] = [];
  for (let at = 0; at < WARM_UP + SAMPLES; at++) {
    const door = (at % DOORS) + 1;
    if (at > 0 && door === 1) await pause(COOLDOWN_MS);
    await pause(25);
    const startMs = performance.now();
    const result = await hub.open(LOCKER_ID, door, { purpose: { kind: 'inspect' }, reason: 'bench', generation: 0 });
    const endMs = performance.now();
    if (!result.ok) throw new Error(result.failure.detail);
    if (result.value.type !== 'command.done') throw new Error(`the locker says ${JSON.stringify(result.value)}`);
    await until(() => board.doors.state(door) === 'closed', 'the door to close');
    if (at < WARM_UP) continue;
    lockMs.push(board.unlockMs - startMs);
    resultMs.push(endMs - startMs - DOOR_MS);
  }
  return { lockMs, resultMs };
}

export async function commandRows(): Promise<readonly Row[]> {
  const cabinet = new BenchCabinet();
  const board = new BenchBoard({ openDelayMs: DOOR_MS, answerDelayMs: 0 });
  const broker = await startMosquitto({ config: ['set_tcp_nodelay true'] });
  const directory = join(cabinet.folder, 'hub');
  const clock = new SystemClock();
  const adapters = { clock, scheduler: new SystemScheduler(), random: new SystemRandom() };
  const hub = new Hub({ directory, url: broker.url, protocol: 5, role: 'serve', ...adapters });
  let daemon: BenchDaemon | undefined;
  try {
    mkdirSync(directory, { mode: 0o700 });
    const keys = await makeHubKeys(directory, clock);
    if (!keys.ok) throw new Error(keys.failure.detail);
    const cloud = { url: broker.url, protocol: 5 } as const;
    cabinet.write({ transport: await board.serve(), cloud, rootKey: keys.value.root });
    await hub.start();
    if (!(await hub.whenConnected(5_000))) throw new Error('the hub does not reach mosquitto');
    hub.addLocker(LOCKER_ID, cabinet.codeKey);
    daemon = new BenchDaemon({ program: 'release', ...cabinet });
    await daemon.ready;
    await until(() => hub.summary(LOCKER_ID)?.session === true, 'the hub to hear of the locker');
    await hub.publishDocuments(LOCKER_ID);
    await pause(1_000);
    return rows(await measure(hub, board));
  } finally {
    await daemon?.stop();
    await hub.stop();
    await broker.stop('SIGKILL');
    await board.stop();
    cabinet.remove();
  }
}

function rows({ lockMs, resultMs }: Samples): readonly Row[] {
  const [lock, result] = [median(lockMs), median(resultMs)];
  return [
    {
      ...{ name: 'command → lock bytes, p50', unit: 'ms', figure: lock, floor: null },
      target: null,
      covers: 'hub.open() → commit and signature there → mosquitto → inbox, verified, journalled → bytes at the board',
    },
    {
      ...{ name: 'command → result at hub, p50', unit: 'ms', figure: result, floor: null },
      target: atMost(result, 2, 'ms'),
      covers: `the same → door open (its ${DOOR_MS} ms taken off) → result journalled, published, stored by the hub; ${SAMPLES} commands`,
    },
  ];
}
