import { expect, test } from 'vitest';
import { diskLines } from '../../src/commands/status/disk-words.ts';
import { diskHealth } from '../../src/contract/messages.ts';

const STATES = diskHealth.shape.state.options;
const disk = { since: '2026-11-01T11:00:00.000Z', freeBytes: 52_000_000, ballastBytes: 16_777_216 } as const;

test('a disk that is well is one line', () => {
  expect(diskLines({ ...disk, state: 'well', error: null })).toEqual(['well, 52 MB free, 17 MB of ballast']);
});

test.each(STATES.filter((state) => state !== 'well'))('%s: what it is, since when, and what to do', (state) => {
  const error = state === 'low' ? null : 'said by the system';
  const [is = '', todo = ''] = diskLines({ ...disk, state, error });
  expect(is).toContain(state.toUpperCase());
  expect(is).toContain(disk.since);
  expect(is.includes('NO DOOR OPENS')).toBe(state !== 'low');
  expect(is.includes('said by the system')).toBe(state !== 'low');
  expect(todo).toMatch(/Larder (goes on by itself|needs nothing more)/);
});

test('a disk that does not even tell its room', () => {
  expect(diskLines({ ...disk, state: 'failing', error: 'EIO', freeBytes: null })[0]).toContain('unknown free');
});
