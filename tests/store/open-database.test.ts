import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../src/store/open-database.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { closed, Disk } from './disk.ts';

const FRESH = { newEpoch: () => 'epoch' };

let disk: Disk;
beforeEach(() => {
  disk = new Disk();
});
afterEach(() => disk.remove());

const refusal = (path = disk.file): StoreError => {
  try {
    openDatabase(path, FRESH).close();
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error('it was opened');
};

function fill(): void {
  disk.store.transact((tx) => {
    for (let at = 0; at < 500; at++) tx.journal.append(closed(1 + (at % 12)));
  });
  disk.close();
}

test('a new database is for its owner only, in WAL mode with synchronous FULL', () => {
  const db = openDatabase(disk.file, FRESH);
  expect(statSync(disk.file).mode & 0o777).toBe(0o600);
  expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
  expect(db.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
  db.close();
});

test('a database of a newer Larder is refused and left as it is', () => {
  fill();
  disk.look((db) => db.exec('PRAGMA user_version = 99'));
  const before = readFileSync(disk.file);
  const error = refusal();
  expect(error.code).toBe('newer-schema');
  expect(error.message).toContain(`${disk.file} was written by a newer Larder (schema 99)`);
  expect(readFileSync(disk.file).equals(before)).toBe(true);
});

test('a damaged database is refused and left as it is, byte by byte', () => {
  fill();
  const bytes = readFileSync(disk.file);
  bytes.fill(0xa5, 4_096 * 3, 4_096 * 6);
  writeFileSync(disk.file, bytes);
  const error = refusal();
  expect(error.code).toBe('corrupt');
  expect(error.message).toContain(disk.file);
  expect(readFileSync(disk.file).equals(bytes)).toBe(true);
});

test('a file that is no database is refused and left as it is', () => {
  writeFileSync(disk.file, 'this is a shopping list, and a long one '.repeat(200));
  const error = refusal();
  expect(error.code).toBe('corrupt');
  expect(error.message).toContain(disk.file);
  expect(readFileSync(disk.file, 'utf8')).toMatch(/^this is a shopping list/);
  expect(readdirSync(disk.directory)).toEqual(['larder.db']);
});

test('a truncated database is refused', () => {
  fill();
  writeFileSync(disk.file, readFileSync(disk.file).subarray(0, 4_096 * 4 + 100));
  expect(refusal().code).toBe('corrupt');
});

test('a folder that is not there says what to look for', () => {
  const error = refusal(join(disk.directory, 'nowhere', 'larder.db'));
  expect(error).toMatchObject({ name: 'StoreError', code: 'unusable' });
  expect(error.message).toContain('Check that the folder can be written and has space');
});

/** As somebody who is not root: root may write everywhere. */
const NOBODY = 65_534;

test.each(['an empty', 'a used'])('%s folder that cannot be written is said so, and nothing in it changes', (kind) => {
  if (kind === 'a used') fill();
  const known = readdirSync(disk.directory);
  if (kind === 'a used') chmodSync(disk.file, 0o444);
  chmodSync(disk.directory, 0o555);
  const script = `
    import { openDatabase } from ${JSON.stringify(join(import.meta.dirname, '../../src/store/open-database.ts'))};
    try {
      openDatabase(${JSON.stringify(disk.file)}, { newEpoch: () => 'epoch' });
      console.log('opened');
    } catch ({ name, code, message }) {
      console.log(JSON.stringify({ name, code, message }));
    }`;
  const who = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const child = spawnSync(process.execPath, ['--input-type=module', '-e', script], { ...who, encoding: 'utf8' });
  chmodSync(disk.directory, 0o755);
  expect(child.stderr).not.toContain('EACCES');
  expect(JSON.parse(child.stdout)).toMatchObject({ name: 'StoreError', code: 'unusable' });
  expect(child.stdout).toContain(disk.file);
  expect(readdirSync(disk.directory)).toEqual(known);
});
