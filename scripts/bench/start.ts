/** From the birth of the process to the moment in which a right code would open a door. */

import { spawnSync } from 'node:child_process';
import { BenchBoard } from './bench-board.ts';
import { BenchCabinet } from './bench-cabinet.ts';
import { BenchDaemon, type DaemonOptions } from './bench-daemon.ts';
import { atMost, type Row } from './row.ts';
import { median } from './statistics.ts';

const RUNS = 9;

/** The page is served and the line has answered. The first run warms caches and is not counted. */
async function measure(program: DaemonOptions['program'], runs: number): Promise<number> {
  const cabinet = new BenchCabinet();
  const board = new BenchBoard();
  const samples: number[] = [];
  try {
    cabinet.write({ transport: await board.serve() });
    cabinet.stock();
    cabinet.closeStore();
    for (let run = 0; run <= runs; run++) {
      board.answeredMs = 0;
      const daemon = new BenchDaemon({ program, ...cabinet });
      const { atMs } = await daemon.ready;
      while (board.answeredMs === 0) await new Promise((resolve) => setImmediate(resolve));
      if (run > 0) samples.push(Math.max(atMs, board.answeredMs) - daemon.spawnedMs);
      await daemon.stop();
    }
  } finally {
    await board.stop();
    cabinet.remove();
  }
  return median(samples);
}

function bareNodeMs(): number {
  const samples = Array.from({ length: RUNS }, () => {
    const startMs = performance.now();
    spawnSync(process.execPath, ['-e', '0']);
    return performance.now() - startMs;
  });
  return median(samples);
}

export async function startRows(): Promise<readonly Row[]> {
  const floor = bareNodeMs();
  const bundled = await measure('release', RUNS);
  const source = await measure('source', 3);
  const covers = 'spawn → "started" is logged and the board has answered; 24 doors, 200 orders';
  return [
    {
      ...{ name: 'start, release', unit: 'ms', figure: bundled, floor },
      target: atMost(bundled, 200, 'ms'),
      covers: `${covers}; compile cache warm; median of ${RUNS}. Floor: node -e 0`,
    },
    {
      ...{ name: 'start, from source', unit: 'ms', figure: source, floor },
      target: null,
      covers: 'the same, types stripped at each start; median of 3',
    },
  ];
}
