/** Processor time of a cabinet that nobody uses. */
import { pause } from '../../src/commands/demo/steps.ts';
import { BenchBoard } from './bench-board.ts';
import { BenchCabinet } from './bench-cabinet.ts';
import { BenchDaemon } from './bench-daemon.ts';
import { BenchScreen } from './bench-screen.ts';
import { atMost, type Row } from './row.ts';

const SETTLE_MS = 3_000;
const WATCH_MS = 12_000;

export async function idleCpuRows(): Promise<readonly Row[]> {
  const cabinet = new BenchCabinet();
  const board = new BenchBoard();
  let daemon: BenchDaemon | undefined;
  try {
    cabinet.write({ transport: await board.serve() });
    cabinet.stock();
    daemon = new BenchDaemon({ program: 'release', ...cabinet });
    const screen = await BenchScreen.open((await daemon.ready).url);
    await pause(SETTLE_MS);
    const [startMs, startSeconds] = [performance.now(), daemon.cpuSeconds()];
    await pause(WATCH_MS);
    const share = ((daemon.cpuSeconds() - startSeconds) * 100_000) / (performance.now() - startMs);
    screen.leave();
    return [
      {
        ...{ name: 'idle CPU', unit: '%', figure: share, floor: null },
        target: atMost(share, 0.5, '%'),
        covers: `user + system of one core over ${WATCH_MS / 1_000} s, polling 24 doors, a page open, no broker; steps of ${(100_000 / WATCH_MS / 100).toFixed(2)} %`,
      },
    ];
  } finally {
    await daemon?.stop();
    await board.stop();
    cabinet.remove();
  }
}
