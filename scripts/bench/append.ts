/** Durable appends, one event a transaction, against bare SQLite with the same settings on the same disk. */
import { join } from 'node:path';
import { BenchCabinet } from './bench-cabinet.ts';
import { bareDatabase, ROW_TEXT } from './floor.ts';
import type { Row } from './row.ts';
import { median } from './statistics.ts';

const ROUNDS = 7;
const ROUND = 1_500;

function aSecond(run: () => void): number {
  const startMs = performance.now();
  for (let at = 0; at < ROUND; at++) run();
  return (ROUND * 1_000) / (performance.now() - startMs);
}

/** The rounds take turns, so that both meet the same disk. */
export async function appendRows(): Promise<readonly Row[]> {
  const cabinet = new BenchCabinet();
  const { store } = cabinet;
  const db = bareDatabase(join(cabinet.folder, 'bare.db'));
  const insert = db.prepare('INSERT INTO rows (at, text) VALUES (?, ?)');
  const ours: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(aSecond(() => void insert.run(performance.now(), ROW_TEXT)));
    ours.push(
      aSecond(() => store.transact((tx) => tx.journal.append({ type: 'door.closed', data: { compartment: 1 } }))),
    );
  }
  db.close();
  cabinet.remove();
  const [figure, floor] = [median(ours.slice(1)), median(bare.slice(1))];
  return [
    {
      ...{ name: 'journal appends', unit: 'a second', figure, floor },
      target: { text: '≥ 0.8 × floor', met: figure >= 0.8 * floor },
      covers: `store.transact with one event; floor: one INSERT, node:sqlite, WAL, FULL; median of ${ROUNDS - 1} × ${ROUND}`,
    },
  ];
}
