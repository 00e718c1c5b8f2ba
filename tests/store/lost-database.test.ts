/** Which database a cabinet runs on after its files were damaged, taken away, or put back (05, When the database is lost). */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LOSS_FACT } from '../../src/core/storage-loss.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { closed, Disk } from './disk.ts';

let disk: Disk;
beforeEach(() => {
  disk = new Disk();
});
afterEach(() => disk.remove());

const PAGE = 4_096;
const at = (name: string): string => join(disk.directory, name);
const epoch = (): string => disk.store.transact((tx) => tx.journal.range().epoch);
const head = (): number => disk.store.transact((tx) => tx.journal.range().head);
const loss = (): unknown => {
  const text = disk.store.transact((tx) => tx.facts.get(LOSS_FACT));
  return text === undefined ? undefined : JSON.parse(text);
};
const append = (count = 1): void =>
  disk.store.transact((tx) => {
    for (let i = 0; i < count; i++) tx.journal.append(closed(1 + (i % 12)));
  });
/** A day of the cabinet's life: something happened and was witnessed. */
const live = (): void => {
  append(500);
  disk.store.bearWitness();
};
const kept = (): string[] =>
  readdirSync(disk.directory).filter((name) => /^larder\.db\.[a-z]+-\d{8}T\d{6}Z/.test(name));

/** The next start must find this loss, keep these bytes, and be the only one that finds it. */
function expectLost(reason: string, before: string, bytes?: Buffer): void {
  const date = new Date(disk.time.wallMs).toISOString().replace(/[-:]|\.\d+/g, '');
  const keptAs = bytes === undefined ? null : `larder.db.${reason}-${date}`;
  expect(loss()).toEqual({ reason, keptAs });
  if (keptAs !== null && bytes) expect(readFileSync(at(keptAs)).equals(bytes)).toBe(true);
  const after = epoch();
  expect(after).not.toBe(before);
  expect(head()).toBe(0);
  live();
  const names = readdirSync(disk.directory);
  disk.close();
  expect(epoch()).toBe(after);
  expect(readdirSync(disk.directory).filter((name) => !names.includes(name) && !/-(wal|shm)$/.test(name))).toEqual([]);
}

function expectSame(before: string): void {
  expect(epoch()).toBe(before);
  expect(loss()).toBeUndefined();
  expect(kept()).toEqual([]);
}

describe('damaged', () => {
  test.each<[string, (bytes: Buffer) => Buffer]>([
    ['its header', (bytes) => bytes.fill(0xa5, 0, 100)],
    ['its first page behind the header', (bytes) => bytes.fill(0xa5, 100, PAGE)],
    ['pages in the middle', (bytes) => bytes.fill(0xa5, PAGE * 3, PAGE * 6)],
    ['its end', (bytes) => bytes.subarray(0, PAGE * 4 + 100)],
    ['everything: nothing is left in it', () => Buffer.alloc(0)],
    ['everything: it is a text', () => Buffer.from('this is a shopping list, and a long one '.repeat(200))],
  ])('in %s: kept aside byte by byte, and a new one is begun', (_, damage) => {
    live();
    const before = epoch();
    disk.close();
    const bytes = damage(readFileSync(disk.file));
    writeFileSync(disk.file, bytes);
    expectLost('damaged', before, bytes);
  });

  test('with a log that was not written back: both are kept together', () => {
    live();
    const before = epoch();
    disk.close();
    append(1);
    const bytes = readFileSync(disk.file);
    const log = readFileSync(at('larder.db-wal'));
    disk.close();
    writeFileSync(disk.file, bytes.fill(0xa5, PAGE * 3, PAGE * 6));
    writeFileSync(at('larder.db-wal'), log);
    expectLost('damaged', before, bytes);
    const [name = ''] = kept();
    expect(readFileSync(at(`${name}-wal`)).equals(log)).toBe(true);
    expect(existsSync(at(`${name}.witness`))).toBe(true);
  });

  test('twice within a second: neither takes the name of the other', () => {
    for (let round = 0; round < 2; round++) {
      live();
      disk.close();
      writeFileSync(disk.file, `nonsense ${round}`);
      epoch();
    }
    const names = kept().filter((name) => !/witness|-wal|-shm/.test(name));
    expect(names.map((name) => readFileSync(at(name), 'utf8')).sort()).toEqual(['nonsense 0', 'nonsense 1']);
  });

  test('while it runs: nothing is read or written any more, the listener hears it once, the next start sets it aside', async () => {
    live();
    const before = epoch();
    const heard: string[] = [];
    disk.store.onCondemned((reason) => heard.push(reason));
    const { store } = disk;
    disk.damageRunning();
    expect(() => store.transact((tx) => tx.journal.after(0, 1_000))).toThrow(/malformed/);
    expect(() => append()).toThrow(StoreError);
    expect(() => store.bearWitness()).toThrow('condemned');
    await disk.time.settle();
    expect(heard).toEqual(['damaged']);
    disk.close();
    expect(loss()).toMatchObject({ reason: 'damaged' });
    expect(epoch()).not.toBe(before);
  });
});

describe('missing', () => {
  test('the database alone, its witness still there', () => {
    live();
    const before = epoch();
    disk.close();
    rmSync(disk.file);
    expectLost('missing', before);
  });

  test('everything, but somebody knows that the cabinet had one', () => {
    live();
    const before = epoch();
    disk.close();
    for (const name of readdirSync(disk.directory)) rmSync(at(name));
    disk.usedBefore = true;
    expectLost('missing', before);
  });

  test('a new cabinet has lost nothing', () => {
    expectSame(epoch());
  });
});

describe('restored', () => {
  const backup = (): string => join(disk.directory, '..', `${disk.directory.split('/').at(-1)}-backup`);
  afterEach(() => rmSync(backup(), { recursive: true, force: true }));

  /** Copies the folder as it is now, lets another day go by, and returns the epoch. */
  function copyAndLiveOn(): string {
    live();
    const before = epoch();
    disk.close();
    execFileSync('cp', ['-a', disk.directory, backup()]);
    live();
    disk.close();
    return before;
  }
  const old = (name = 'larder.db'): Buffer => readFileSync(join(backup(), name));

  test('the database alone, copied over the present one', () => {
    const before = copyAndLiveOn();
    writeFileSync(disk.file, old());
    expectLost('restored', before, old());
  });

  test('the database alone, as a new file with the old times', () => {
    const before = copyAndLiveOn();
    rmSync(disk.file);
    execFileSync('cp', ['-a', join(backup(), 'larder.db'), disk.file]);
    expectLost('restored', before, old());
  });

  test('the whole folder, file over file', () => {
    const before = copyAndLiveOn();
    execFileSync('cp', ['-a', `${backup()}/.`, disk.directory]);
    expectLost('restored', before, old());
  });

  test('the whole folder, emptied and filled again with all its times', () => {
    const before = copyAndLiveOn();
    const bytes = old();
    const tar = execFileSync('tar', ['-C', backup(), '-c', '.'], { maxBuffer: 1e8 });
    for (const name of readdirSync(disk.directory)) rmSync(at(name));
    execFileSync('tar', ['-C', disk.directory, '-xp'], { input: tar });
    expectLost('restored', before, bytes);
  });

  test('the whole folder moved into place of the present one', () => {
    const before = copyAndLiveOn();
    const bytes = old();
    rmSync(disk.directory, { recursive: true });
    renameSync(backup(), disk.directory);
    expectLost('restored', before, bytes);
  });

  test('from a day before there were witnesses', () => {
    append(5);
    const before = epoch();
    disk.close();
    mkdirSync(backup());
    cpSync(disk.file, join(backup(), 'larder.db'));
    live();
    disk.close();
    writeFileSync(disk.file, old());
    expectLost('restored', before, old());
  });

  test('the database of another cabinet', () => {
    const before = copyAndLiveOn();
    const other = new Disk(7);
    other.store.transact((tx) => tx.journal.append(closed(3)));
    other.close();
    const bytes = readFileSync(other.file);
    other.remove();
    writeFileSync(disk.file, bytes);
    expectLost('restored', before, bytes);
  });

  test('one witness after the copy: the one that it announced is no proof', () => {
    live();
    append(1);
    const before = epoch();
    disk.close();
    const bytes = readFileSync(disk.file);
    append(1);
    disk.store.bearWitness();
    disk.close();
    writeFileSync(disk.file, bytes);
    expectLost('restored', before, bytes);
  });

  test('a copy that was made and put back before anything was witnessed is another file all the same', () => {
    live();
    append(1);
    const before = epoch();
    disk.close();
    const bytes = readFileSync(disk.file);
    append(1);
    disk.close();
    rmSync(disk.file);
    writeFileSync(disk.file, bytes);
    expectLost('restored', before, bytes);
  });

  test('its witness was taken away, or made unreadable', () => {
    live();
    const before = epoch();
    disk.close();
    rmSync(at('larder.witness'));
    const bytes = readFileSync(disk.file);
    expectLost('restored', before, bytes);
    const second = epoch();
    disk.close();
    disk.time.stepWall(5_000);
    writeFileSync(at('larder.witness'), 'nonsense');
    expectLost('restored', second, readFileSync(disk.file));
  });

  test('the hub said so: nothing is done any more, and the next start sets it aside', () => {
    live();
    const before = epoch();
    const { store } = disk;
    store.condemn('restored');
    store.condemn('damaged');
    expect(() => append()).toThrow('condemned as restored');
    disk.close();
    const bytes = readFileSync(disk.file);
    expectLost('restored', before, bytes);
  });
});

test('an operator condemns a database by an empty file', () => {
  live();
  const before = epoch();
  disk.close();
  writeFileSync(at('larder.condemned'), '');
  expectLost('damaged', before, readFileSync(disk.file));
  expect(existsSync(at('larder.condemned'))).toBe(false);
});

test('a database of a newer Larder is not lost: it is refused and stays, and so does its witness', () => {
  live();
  disk.close();
  disk.look((db) => db.exec('PRAGMA user_version = 99'));
  const files = (): Buffer[] => ['larder.db', 'larder.witness'].map((name) => readFileSync(at(name)));
  const before = files();
  expect(() => disk.store).toThrow(/newer Larder/);
  expect(files()).toEqual(before);
  expect(kept()).toEqual([]);
});

test.each([1, 2, 3, 4, 5])(
  'killed at step %i of setting aside: the next start goes on, and tells of one loss',
  (step) => {
    live();
    const before = epoch();
    disk.close();
    const bytes = readFileSync(disk.file);
    const name = 'larder.db.restored-20261101T080000Z';
    const sentence = JSON.stringify({ reason: 'restored', name });
    writeFileSync(at('larder.condemned'), sentence);
    if (step >= 2) renameSync(at('larder.witness'), at(`${name}.witness`));
    if (step >= 3) renameSync(disk.file, at(name));
    if (step === 4) writeFileSync(at('larder.db.new'), 'half a datab');
    if (step === 5) {
      epoch();
      disk.close();
      writeFileSync(at('larder.condemned'), sentence);
    }
    expectLost('restored', before, bytes);
    expect(kept().sort()).toEqual([name, `${name}.witness`]);
  },
);

describe('no false alarm', () => {
  test('a database from before there were witnesses is adopted', () => {
    append(10);
    const before = epoch();
    disk.close();
    expectSame(before);
    disk.store.bearWitness();
    disk.close();
    expectSame(before);
  });

  test('owner, mode and times of the files may change, and links to them be made', () => {
    live();
    const before = epoch();
    disk.close();
    for (const name of ['larder.db', 'larder.witness']) {
      execFileSync('chmod', ['0640', at(name)]);
      execFileSync('chown', [`${process.getuid?.()}`, at(name)]);
      execFileSync('touch', [at(name)]);
      execFileSync('ln', [at(name), at(`${name}.link`)]);
    }
    expectSame(before);
  });

  test('events after the last witness are as good as those before', () => {
    live();
    append(20);
    const before = epoch();
    disk.close();
    expectSame(before);
    expect(head()).toBe(520);
  });
});
