/**
 * The one rule of the house (ARCHITECTURE.md): who may import whom, no cycles, and time only by the platform room.
 * A broken rule is named with its file and line.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { expect, test } from 'vitest';
import type { Store } from '../src/controller/ports.ts';
import { jobs } from '../src/controller/schedule.ts';

const SOURCE = 'src';

/** What each room may import besides itself. `npm` and `node` stand for packages and the runtime's own modules. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: ['zod'],
  contract: ['core', 'zod'],
  controller: ['core', 'contract', 'zod'],
  hardware: ['core', 'contract', 'controller', 'npm', 'node'],
  store: ['core', 'contract', 'controller', 'npm', 'node'],
  trust: ['core', 'contract', 'controller', 'npm', 'node'],
  cloud: ['core', 'contract', 'controller', 'npm', 'node'],
  kiosk: ['core', 'contract', 'controller', 'npm', 'node'],
  control: ['core', 'contract', 'controller', 'npm', 'node'],
  platform: ['core', 'contract', 'controller', 'npm', 'node'],
  config: ['core', 'contract', 'hardware', 'npm', 'node'],
  fleet: ['core', 'contract', 'npm', 'node'],
  simulator: ['node'],
  commands: ['*'],
  'main.ts': ['commands'],
};

/** Files of a room that may do a little more, and why. */
const EXCEPTIONS: Readonly<Record<string, readonly string[]>> = {
  // HMAC and constant-time comparison are the rule itself.
  'src/core/pickup-code.ts': ['node:crypto'],
};

interface Import {
  readonly file: string;
  readonly line: number;
  readonly target: string;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return filesBelow(path);
    return /\.tsx?$/.test(name) ? [path] : [];
  });
}

const files = filesBelow(SOURCE);

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const pattern = /(?:from\s+|import\s*\(\s*|^import\s+)'([^']+)'/gm;
  return [...text.matchAll(pattern)].map((match) => ({
    file,
    line: text.slice(0, match.index).split('\n').length,
    target: match[1] ?? '',
  }));
}

const imports = files.flatMap(importsOf);

const roomOf = (file: string): string => relative(SOURCE, file).split('/')[0] ?? '';

/** The file of ours that an import names, or undefined for a package. */
const ownTarget = ({ file, target }: Import): string | undefined =>
  target.startsWith('.') ? normalize(join(dirname(file), target)) : undefined;

function problemOf(found: Import): string | undefined {
  const room = roomOf(found.file);
  const allowed = MAY_IMPORT[room];
  const at = `${found.file}:${found.line}`;
  if (!allowed) return `${at}: the room "${room}" is not in the rule`;
  if (EXCEPTIONS[found.file]?.includes(found.target) || allowed.includes('*')) return undefined;
  const own = ownTarget(found);
  if (own !== undefined) {
    const targetRoom = roomOf(own);
    if (targetRoom === room || allowed.includes(targetRoom)) return undefined;
    return `${at}: ${room} may not import ${targetRoom} (${found.target})`;
  }
  const kind = found.target.startsWith('node:') ? 'node' : 'npm';
  const named = found.target.split('/')[0] ?? '';
  return allowed.includes(kind) || allowed.includes(named)
    ? undefined
    : `${at}: ${room} may not import ${found.target}`;
}

test('every import follows the rule of the house', () => {
  expect(imports.length).toBeGreaterThan(200);
  expect(imports.map(problemOf).filter((problem) => problem !== undefined)).toEqual([]);
});

test('the page imports only the pure rooms, and never the crypto of core', () => {
  const page = imports.filter(({ file }) => file.startsWith('src/kiosk/page/'));
  const own = page.map((found) => ({ found, target: ownTarget(found) }));
  const strangers = own.filter(({ target }) => {
    if (target === undefined || target.startsWith('src/kiosk/page/')) return false;
    return !target.startsWith('src/core/') || target in EXCEPTIONS;
  });
  expect(page.length).toBeGreaterThan(10);
  expect(strangers.map(({ found }) => `${found.file}:${found.line}: ${found.target}`)).toEqual([]);
});

test('no import cycles', () => {
  const edges = new Map<string, string[]>();
  for (const found of imports) {
    const target = ownTarget(found);
    if (target?.match(/\.tsx?$/)) edges.set(found.file, [...(edges.get(found.file) ?? []), target]);
  }
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    if (trail.includes(file)) cycles.push([...trail.slice(trail.indexOf(file)), file].join(' → '));
    if (done.has(file) || trail.includes(file)) return;
    for (const target of edges.get(file) ?? []) visit(target, [...trail, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  expect(cycles).toEqual([]);
});

test('time, timers and chance come in by the ports', () => {
  const clocks =
    /\bDate\.now\(|\bnew Date\(\s*\)|\bsetTimeout\(|\bsetInterval\(|\bperformance\.now\(|\bMath\.random\(|\bhrtime\b/;
  // The page and the simulator have clocks of their own; commands wire real ones (the demo waits for real processes).
  const free = [
    'src/platform/',
    'src/commands/',
    'src/kiosk/page/',
    'src/simulator/timers.ts',
    'src/simulator/recorder.ts',
  ];
  const found = files
    .filter((file) => !free.some((prefix) => file.startsWith(prefix)))
    .flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .flatMap((text, index) => (clocks.test(text) ? [`${file}:${index + 1}: ${text.trim()}`] : [])),
    );
  expect(found).toEqual([]);
});

/** Measured: with the wall clock stepped back an hour, a job of every second ran 0 times in 5 s. */
test('node-cron runs wall-clock jobs only: one file knows it, and no job of its table comes oftener than daily', () => {
  expect(imports.filter(({ target }) => target === 'node-cron').map(({ file }) => file)).toEqual([
    'src/platform/cron.ts',
  ]);
  const wired = files.filter((file) => /\bCronJobs\(|\bjobs\(/.test(readFileSync(file, 'utf8')));
  expect(wired).toEqual(['src/commands/run/daemon.ts']);
  const store = { transact: () => {} } as unknown as Store;
  const table = jobs(store, () => 0);
  expect(table.length).toBeGreaterThan(0);
  for (const { name, cron } of table)
    expect([name, cron]).toEqual([name, expect.stringMatching(/^\d+ \d+ \S+ \S+ \S+$/)]);
});

test('a lock is pulsed from one place only, after its intent was committed', () => {
  const callers = files
    .filter((file) => !file.startsWith('src/hardware/'))
    .filter((file) => /\bboards\.unlock\(/.test(readFileSync(file, 'utf8')));
  expect(callers).toEqual(['src/controller/openings.ts']);
});

test('small rooms: no file over 300 lines without a reason at its top, no barrels, no drawers for everything', () => {
  const large = files.filter((file) => {
    const lines = readFileSync(file, 'utf8').split('\n');
    return lines.length > 300 && !lines.slice(0, 12).some((line) => line.includes('Longer than 300 lines because'));
  });
  expect(large).toEqual([]);
  expect(files.filter((file) => /(^|\/)(index|utils?|helpers?|common|misc)(\.tsx?$|\/)/.test(file))).toEqual([]);
  const lengths = files.map((file) => readFileSync(file, 'utf8').split('\n').length).sort((a, b) => a - b);
  expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(90);
});
