import { afterEach, beforeEach, expect, test } from 'vitest';
import { jobs } from '../../src/controller/schedule.ts';
import type { Opening, OpeningState } from '../../src/core/opening.ts';
import { closed, Disk } from './disk.ts';

const DAY_MS = 86_400_000;
let disk: Disk;
beforeEach(() => {
  disk = new Disk();
});
afterEach(() => disk.remove());

const append = (count: number): void =>
  disk.store.transact((tx) => {
    for (let at = 0; at < count; at++) tx.journal.append(closed(1));
  });
const ack = (upto: number): void => disk.store.transact((tx) => tx.journal.setAcked(upto));
const seqs = (): number[] => disk.store.transact((tx) => tx.journal.after(0, 1_000).map(({ seq }) => seq));
const forget = (): void => {
  for (const job of jobs(disk.store, () => disk.time.wallMs)) job.run();
};
const addOpening = (compartment: number, state: OpeningState): Opening =>
  disk.store.transact((tx) =>
    tx.openings.add({
      ...{ compartment, generation: 1, purpose: { kind: 'collect', orderId: 'o1' }, attempt: 1, state },
      ...{ startedAt: tx.now, openedAt: null, doorAtRequest: 'closed', observed: true, alarmed: false },
    }),
  );

test('an event that the hub has not acknowledged is never forgotten, however old', () => {
  append(5);
  ack(2);
  disk.time.stepWall(3_650 * DAY_MS);
  append(1);
  forget();
  expect(seqs()).toEqual([3, 4, 5, 6]);
  ack(6);
  forget();
  expect(seqs()).toEqual([6]);
});

test('acknowledged events stay for 90 days', () => {
  append(1);
  ack(1);
  disk.time.stepWall(90 * DAY_MS);
  forget();
  expect(seqs()).toEqual([1]);
  disk.time.stepWall(1);
  forget();
  expect(seqs()).toEqual([]);
});

test('numbers go on after everything was forgotten', () => {
  append(3);
  ack(3);
  disk.time.stepWall(91 * DAY_MS);
  forget();
  disk.close();
  expect(disk.store.transact((tx) => tx.journal.append(closed(1)).seq)).toBe(4);
});

test('an opening that is not over, or is the latest of its door, is never forgotten', () => {
  addOpening(1, 'closed');
  const unfinished = (['opening', 'open', 'left-open'] as const).map((state) => addOpening(1, state).id);
  addOpening(1, 'jammed');
  const latest = addOpening(1, 'closed').id;
  const other = addOpening(2, 'jammed').id;
  disk.time.stepWall(3_650 * DAY_MS);
  disk.store.transact((tx) => tx.facts.put('time', 'goes by'));
  forget();
  const ids = disk.look((db) =>
    db
      .prepare('SELECT id FROM openings ORDER BY id')
      .all()
      .map(({ id }) => id),
  );
  expect(ids).toEqual([...unfinished, latest, other]);
  expect(disk.store.transact((tx) => tx.openings.unfinished().map(({ id }) => id))).toEqual(unfinished);
});

test('a command that was started is never forgotten; one that is over stays for 30 days', () => {
  const put = (id: string, state: 'started' | 'done'): void =>
    disk.store.transact((tx) => tx.commands.put({ id, type: 'open', state, compartment: 1, at: tx.now }));
  const known = (): boolean[] =>
    disk.store.transact((tx) => ['started', 'done'].map((id) => tx.commands.get(id) !== undefined));
  put('started', 'started');
  put('done', 'done');
  disk.time.stepWall(30 * DAY_MS);
  forget();
  expect(known()).toEqual([true, true]);
  disk.time.stepWall(DAY_MS);
  forget();
  expect(known()).toEqual([true, false]);
});
