/**
 * As at the syncs, so at the writes of the database: a page that was written without its last one, a log whose end is torn,
 * a disk without space in the middle of a commit. There are some hundred; `npm test` strikes a few of them.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isSoak, killing, LIMIT_MS, some, surviving, sweep } from './sweep.ts';
import { SweptCabinet } from './swept-cabinet.ts';

const CHOICE = some(6, 35);

let swept: SweptCabinet;

beforeEach(async () => {
  swept = await SweptCabinet.build(isSoak ? 300 : 20);
}, 120_000);
afterEach(() => swept?.demolish(), 30_000);

test(
  'killed at any write: every promise holds after the next start',
  async () => {
    const { loading, pickup } = await sweep(swept, killing(swept, 'write'), CHOICE);
    expect(loading).toBeGreaterThan(20);
    expect(pickup).toBeGreaterThan(20);
  },
  LIMIT_MS,
);

test(
  'no space for any one write: it is tried again, or the screen says that it cannot be recorded',
  async () => {
    const full = surviving(
      swept,
      (nth) => ({ harm: 'no-space', at: 'write', nth }),
      () => ({ readsScreen: false }),
    );
    const { loading, pickup } = await sweep(swept, full, CHOICE);
    expect(loading).toBeGreaterThan(20);
    expect(pickup).toBeGreaterThan(20);
  },
  LIMIT_MS,
);
