/**
 * SIGKILL leaves everything that was written; a power cut keeps only what was synced, and any beginning of the rest. From
 * the log of a killed daemon's calls this makes each of the files that such a cut could have left.
 *
 * It is a model: it believes that a sync means what it says. Only cutting real power to a real disk could show that.
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { DiskLog } from './disk-fault.ts';

const DATABASE = 'larder.db';
const WAL = 'larder.db-wal';

/** Where the write-ahead log may end: before the first write that no sync has followed, and before each later one. */
export function possibleEnds({ calls }: DiskLog): readonly number[] {
  const lastSync = calls.findLastIndex(
    ({ name, file, outcome }) => name === 'sync' && file === WAL && outcome === 'done',
  );
  return calls
    .slice(lastSync + 1)
    .filter(({ name, file, outcome }) => name === 'write' && file === WAL && outcome === 'done')
    .map(({ offset }) => offset);
}

/** Asks `judge` about a copy of the database for each possible end; returns everything that it found. */
export function afterPowerCuts(
  stateDirectory: string,
  log: DiskLog,
  judge: (databaseFile: string) => readonly string[],
): { readonly cuts: number; readonly problems: readonly string[] } {
  const ends = possibleEnds(log);
  const folder = mkdtempSync(`${stateDirectory}-power-`);
  const problems = ends.flatMap((end) => {
    const copy = join(folder, String(end));
    mkdirSync(copy);
    for (const file of [DATABASE, WAL]) copyFileSync(join(stateDirectory, file), join(copy, file));
    truncateSync(join(copy, WAL), end);
    return judge(join(copy, DATABASE)).map((problem) => `with a log of ${end} bytes: ${problem}`);
  });
  rmSync(folder, { recursive: true, force: true });
  return { cuts: ends.length, problems };
}
