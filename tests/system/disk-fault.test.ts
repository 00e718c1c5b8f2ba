import { expect, test } from 'vitest';
import { readDiskLog } from './disk-fault.ts';
import { possibleEnds } from './power-model.ts';

const hex = (text: string): string => [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16)}`).join('');
const wal = `22<${hex('/state/larder.db-wal')}>`;
const db = `21<${hex('/state/larder.db')}>`;

const log = (...lines: readonly string[]) => readDiskLog(`${lines.map((line) => `812 ${line}`).join('\n')}\n`);

test("strace's log tells which calls were made and what became of them", () => {
  const { calls, harmed } = log(
    `pwrite64(${wal}, ""..., 24, 4152) = 24`,
    `fsync(${wal}) = 0`,
    `fdatasync(${db}) = -1 EIO (Input/output error) (INJECTED)`,
    `fsync(${wal})        = 0 (DELAYED)`,
    `pwrite64(${wal}, ""..., 4096, 8272 <unfinished ...>`,
    `<... pwrite64 resumed>) = 4096`,
    `fsync(${db} <unfinished ...>`,
    '+++ killed by SIGKILL +++',
  );
  expect(calls.map(({ name, file, outcome }) => [name, file, outcome])).toEqual([
    ['write', 'larder.db-wal', 'done'],
    ['sync', 'larder.db-wal', 'done'],
    ['sync', 'larder.db', 'failed'],
    ['sync', 'larder.db-wal', 'late'],
    ['write', 'larder.db-wal', 'done'],
    ['sync', 'larder.db', 'never'],
  ]);
  expect([calls[0]?.offset, calls[4]?.offset]).toEqual([4152, 8272]);
  expect(harmed).toBe(3);
});

test('a power cut may leave the log at each write that no sync of it has followed', () => {
  const write = (offset: number): string => `pwrite64(${wal}, ""..., 24, ${offset}) = 24`;
  const ends = (...lines: readonly string[]): readonly number[] => possibleEnds(log(...lines));
  expect(ends(write(32), write(56))).toEqual([32, 56]);
  expect(ends(write(32), `fsync(${wal}) = 0`, write(4152), `fsync(${db}) = 0`, `fsync(${wal}) = ?`)).toEqual([4152]);
  expect(ends(write(32), `fsync(${wal}) = -1 EIO (Input/output error) (INJECTED)`)).toEqual([32]);
  expect(ends(write(32), `fsync(${wal}) = 0`)).toEqual([]);
});
