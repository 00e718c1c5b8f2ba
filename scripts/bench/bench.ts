/**
 * `npm run bench [-- --json] [-- row …]`: figures, floors and ratios of this machine in this run (07).
 * Ends with 1 only when a row could not be measured.
 */
import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { appendRows } from './append.ts';
import { commandRows } from './command.ts';
import { idleCpuRows } from './idle-cpu.ts';
import { memoryRows } from './memory.ts';
import { pickupRows } from './pickup.ts';
import { type Row, table } from './row.ts';
import { startRows } from './start.ts';

const ROWS: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  pickup: pickupRows,
  start: startRows,
  memory: memoryRows,
  'idle-cpu': idleCpuRows,
  command: commandRows,
  append: appendRows,
};
/** No row takes longer than its share of two and a half minutes. */
const LIMIT_MS = 60_000;

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const wanted = Object.entries(ROWS).filter(([name]) => positionals.length === 0 || positionals.includes(name));

const withinLimit = (measuring: Promise<readonly Row[]>): Promise<readonly Row[]> =>
  new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`it took longer than ${LIMIT_MS} ms`)), LIMIT_MS);
    measuring.then(resolve, reject).finally(() => clearTimeout(limit));
  });

execFileSync(process.execPath, [fileURLToPath(new URL('../build-release.ts', import.meta.url))], {
  stdio: ['ignore', 'ignore', 'inherit'],
});
const rows: Row[] = [];
for (const [name, measure] of wanted) {
  const startMs = performance.now();
  try {
    rows.push(...(await withinLimit(measure())));
    process.stderr.write(`${name}: ${((performance.now() - startMs) / 1_000).toFixed(0)} s\n`);
  } catch (error) {
    process.stderr.write(`${name} could not be measured: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  }
}
const machine = {
  at: new Date().toISOString(),
  node: process.version,
  cores: availableParallelism(),
  processor: cpus()[0]?.model ?? 'unknown',
};
if (values.json) console.log(JSON.stringify({ machine, rows }, null, 2));
else console.log(`${machine.at}, Node ${machine.node}, ${machine.cores} cores, ${machine.processor}\n\n${table(rows)}`);
// A row that was given up may have left something running.
process.exit();
