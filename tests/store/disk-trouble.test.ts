import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { diskTrouble, wordsOf } from '../../src/store/disk-trouble.ts';
import { SqliteStore } from '../../src/store/store.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { SeededRandom } from '../fakes/seeded-random.ts';
import { SmallDisk } from '../fakes/small-disk.ts';
import { FakeTime } from '../fakes/time.ts';
import { WornDisk } from '../fakes/worn-disk.ts';
import { closed } from './disk.ts';

const sqlite = (errcode: number): Error => Object.assign(new Error('said by SQLite'), { errcode });
const system = (code: string): Error => Object.assign(new Error('said by the system'), { code });

describe('what an error means', () => {
  let disk: SmallDisk;
  beforeEach(() => {
    disk = new SmallDisk(1);
  });
  afterEach(() => disk.remove());
  const means = (error: unknown): string | undefined => diskTrouble(error, disk.directory);

  test.each([
    ['SQLITE_FULL', sqlite(13), 'full'],
    ['SQLITE_BUSY: another program holds it', sqlite(5), 'failing'],
    ['SQLITE_BUSY_RECOVERY', sqlite(261), 'failing'],
    ['SQLITE_IOERR_WRITE, where the folder takes files', sqlite(778), 'failing'],
    ['SQLITE_IOERR_FSYNC', sqlite(1_034), 'failing'],
    ['SQLITE_CANTOPEN, where the folder takes files', sqlite(14), undefined],
    ['SQLITE_READONLY, where the folder takes files', sqlite(8), undefined],
    ['SQLITE_CONSTRAINT', sqlite(19), undefined],
    ['SQLITE_CORRUPT', sqlite(11), undefined],
    ['ENOSPC', system('ENOSPC'), 'full'],
    ['EDQUOT', system('EDQUOT'), 'full'],
    ['EROFS', system('EROFS'), 'read-only'],
    ['EIO', system('EIO'), 'failing'],
    ['EACCES', system('EACCES'), undefined],
    ['ENOENT', system('ENOENT'), undefined],
    ['a bug', new TypeError('x is not a function'), undefined],
    ['no error at all', 'a string', undefined],
  ])('%s', (_, error, kind) => {
    expect(means(error)).toBe(kind);
    expect(means(new StoreError('unusable', 'wrapped', { cause: error }))).toBe(kind);
  });

  test('an I/O error, or a file that cannot be opened, on a full disk: full', () => {
    disk.fill();
    expect([4_874, 778, 14].map((number) => means(sqlite(number)))).toEqual(['full', 'full', 'full']);
  });

  test('the same on a read-only one: read-only', () => {
    disk.readOnly(true);
    expect([778, 14, 8].map((number) => means(sqlite(number)))).toEqual(['read-only', 'read-only', 'read-only']);
  });

  test('its words name the number', () => {
    expect(wordsOf(new Error('outer', { cause: sqlite(778) }))).toBe('said by SQLite (SQLite 778)');
  });
});

test('a file system that turns read-only under the running store: named so, and what was committed can be read', () => {
  const disk = new WornDisk();
  try {
    const store = new SqliteStore({
      ...{ directory: disk.directory, clock: new FakeTime().clock, random: new SeededRandom(1) },
    });
    const record = (): number => store.transact((tx) => tx.journal.append(closed(1)).seq);
    record();
    disk.wearOut();
    expect(() => record()).toThrow();
    expect(store.disk()).toMatchObject({ state: 'read-only', error: expect.stringContaining('SQLite 778') });
    expect(store.transact((tx) => tx.journal.range().head)).toBe(1);
    store.close();
  } finally {
    disk.remove();
  }
});
