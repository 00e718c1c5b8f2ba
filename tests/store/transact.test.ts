import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newCompartment } from '../../src/core/compartment.ts';
import { MIGRATIONS } from '../../src/store/migrations.ts';
import { closed, Disk } from './disk.ts';

let disk: Disk;
beforeEach(() => {
  disk = new Disk();
});
afterEach(() => disk.remove());

const head = (): number => disk.store.transact((tx) => tx.journal.range().head);

test('everything of a transaction commits together, and its result comes back', () => {
  const seq = disk.store.transact((tx) => {
    tx.compartments.put({ ...newCompartment(5), generation: 3 });
    tx.facts.put('a', '1');
    return tx.journal.append(closed(5)).seq;
  });
  expect(seq).toBe(1);
  disk.close();
  const found = disk.store.transact((tx) => [tx.compartments.get(5)?.generation, tx.facts.get('a')]);
  expect(found).toEqual([3, '1']);
});

test('a function that throws leaves nothing behind, and no number is used up', () => {
  const { store } = disk;
  const heard: number[] = [];
  store.onEvents((events) => heard.push(...events.map(({ seq }) => seq)));
  const fails = (): void =>
    store.transact((tx) => {
      tx.compartments.put(newCompartment(5));
      tx.facts.put('a', '1');
      tx.inbox.add('t', new Uint8Array(1));
      tx.journal.append(closed(5));
      throw new Error('no');
    });
  expect(fails).toThrow('no');
  const left = store.transact((tx) => [tx.compartments.all(), tx.facts.get('a'), tx.inbox.oldest()]);
  expect(left).toEqual([[], undefined, undefined]);
  expect(store.transact((tx) => tx.journal.append(closed(6)).seq)).toBe(1);
});

test('listeners hear the events of what was committed, after the caller’s own work, in order', async () => {
  const { store } = disk;
  const heard: string[] = [];
  store.onEvents((events) => heard.push(events.map(({ seq }) => seq).join('+')));
  store.transact((tx) => {
    tx.journal.append(closed(1));
    tx.journal.append(closed(2));
  });
  expect(() =>
    store.transact((tx) => {
      tx.journal.append(closed(3));
      throw new Error('no');
    }),
  ).toThrow();
  store.transact((tx) => tx.journal.append(closed(4)));
  expect(heard).toEqual([]);
  await disk.time.settle();
  expect(heard).toEqual(['1+2', '3']);
});

test('a function that returns a promise is refused, and what it did is undone', () => {
  const { store } = disk;
  const late = () =>
    store.transact(async (tx) => {
      tx.journal.append(closed(1));
    });
  expect(late).toThrow('synchronous');
  expect(head()).toBe(0);
});

test('a transaction in a transaction is refused, and the outer one with it', () => {
  const { store } = disk;
  const nested = () =>
    store.transact((tx) => {
      tx.journal.append(closed(1));
      store.transact((inner) => inner.journal.append(closed(2)));
    });
  expect(nested).toThrow('within');
  expect(head()).toBe(0);
  store.transact((tx) => tx.journal.append(closed(3)));
  expect(head()).toBe(1);
});

test('an event that is none of the union is a bug, and nothing of its transaction stays', () => {
  const wrong = () =>
    disk.store.transact((tx) => {
      tx.facts.put('a', '1');
      tx.journal.append({ type: 'door.closed', data: { compartment: 5, code: '12345678' } } as never);
    });
  expect(wrong).toThrow();
  expect(disk.store.transact((tx) => tx.facts.get('a'))).toBeUndefined();
});

test('the clock’s floor is kept over a reopening and never goes back', () => {
  const commit = () =>
    disk.store.transact((tx) => {
      tx.facts.put('x', String(tx.now.atMs));
      return tx.now;
    });
  const start = disk.time.wallMs;
  expect(commit()).toMatchObject({ atMs: start, clock: 'trusted' });
  disk.time.stepWall(5_000);
  expect(commit().atMs).toBe(start + 5_000);
  disk.time.stepWall(-86_400_000);
  expect(commit()).toMatchObject({ atMs: start + 5_000, clock: 'floor' });
  disk.close();
  expect(commit()).toMatchObject({ atMs: start + 5_000, clock: 'floor' });
  disk.time.wallMs = start + 5_001;
  expect(commit()).toMatchObject({ atMs: start + 5_001, clock: 'trusted' });
});

test('reading alone neither raises the floor nor writes', () => {
  disk.store.transact((tx) => tx.facts.put('x', '1'));
  disk.time.stepWall(3_600_000);
  disk.store.transact((tx) => tx.facts.get('x'));
  disk.time.stepWall(-3_600_000);
  expect(disk.store.transact((tx) => tx.now.clock)).toBe('trusted');
});

test('a database of the first schema keeps its head and its clock’s floor', () => {
  const start = disk.time.wallMs;
  const old = new DatabaseSync(disk.file);
  old.exec(MIGRATIONS[0] ?? '');
  old.exec(`PRAGMA user_version = 1;
    INSERT INTO journal_state (one, epoch, head, acked) VALUES (1, 'epoch-of-old', 41, 40);
    INSERT INTO facts (name, value) VALUES ('clock-floor-ms', '${start + 5_000}')`);
  old.close();
  const read = disk.store.transact((tx) => ({ range: tx.journal.range(), now: tx.now }));
  expect(read).toMatchObject({
    range: { epoch: 'epoch-of-old', head: 41, acked: 40 },
    now: { atMs: start + 5_000, clock: 'floor' },
  });
  expect(disk.store.transact((tx) => tx.journal.append(closed(1)))).toMatchObject({ seq: 42 });
});

test('a floor that is lowered stays lowered: its own event has the old time, the next ones the new', () => {
  const append = () => disk.store.transact((tx) => Date.parse(tx.journal.append(closed(1)).at));
  const start = disk.time.wallMs;
  disk.time.stepWall(10 * 365 * 86_400_000);
  const far = append();
  disk.time.wallMs = start;
  expect(append()).toBe(far);
  disk.store.transact((tx) => {
    tx.journal.append(closed(1));
    tx.resetFloor(start);
  });
  const last = disk.store.transact((tx) => tx.journal.after(tx.journal.range().head - 1, 1)[0]?.at);
  expect(Date.parse(last ?? '')).toBe(far);
  disk.close();
  expect(disk.store.transact((tx) => tx.now)).toMatchObject({ atMs: start, clock: 'trusted' });
  disk.time.stepWall(-1_000);
  expect(append()).toBe(start);
});

test('a floor is not lowered by a transaction that fails', () => {
  disk.store.transact((tx) => tx.facts.put('x', '1'));
  const start = disk.time.wallMs;
  expect(() =>
    disk.store.transact((tx) => {
      tx.facts.put('x', '2');
      tx.resetFloor(0);
      throw new Error('no');
    }),
  ).toThrow('no');
  disk.time.stepWall(-3_600_000);
  expect(disk.store.transact((tx) => tx.now.atMs)).toBe(start);
  disk.store.transact((tx) => tx.facts.put('x', '3'));
  expect(disk.store.transact((tx) => tx.now.atMs)).toBe(start);
});
