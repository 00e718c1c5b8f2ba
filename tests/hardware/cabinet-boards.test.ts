import { describe, expect, it } from 'vitest';
import { eightACabinet } from './cabinet.ts';

const UNLOCK_1 = '8A 01 01 11 9B';
const READ_ALL = '80 01 00 33 B2';

const pollTimes = (written: readonly { atMs: number; hex: string }[]): number[] =>
  written.filter(({ hex }) => hex === READ_ALL).map(({ atMs }) => atMs);

describe('CabinetBoards on an 8A board', () => {
  it('reads the doors of a started cabinet, having learned the length of the reply', async () => {
    const { boards, changes, port } = await eightACabinet({ board: { statusBytes: 3 } });
    expect(changes).toHaveLength(12);
    expect(boards.door(12)).toBe('closed');
    expect(port.written[0]?.hex).toBe('80 01 01 33 B3');
    expect(boards.counters()).toMatchObject({ left: { state: 'up', errors: 0, timeouts: 0, discardedBytes: 0 } });
  });

  it('writes the unlock frame in the tick in which it is asked, and nothing but reads besides', async () => {
    const { boards, port, doors, time, changes } = await eightACabinet();
    await time.advance(5_000);
    changes.length = 0;
    const before = port.written.length;
    const unlocking = boards.unlock(1);
    expect(port.written.slice(before).map(({ hex }) => hex)).toEqual([UNLOCK_1]);
    boards.watchClosely(1);
    await time.advance(1_000);
    expect(await unlocking).toEqual({ kind: 'sent', answer: 'accepted' });
    expect(doors.pulses.map(({ door }) => door)).toEqual([1]);
    expect(changes).toEqual(['1 open']);
    doors.close(1);
    await time.advance(150);
    expect(changes).toEqual(['1 open', '1 closed']);
    expect(new Set(port.written.map(({ hex }) => hex))).toEqual(new Set(['80 01 01 33 B3', READ_ALL, UNLOCK_1]));
  });

  it('polls an idle board every 2 s, and a watched one every 100 ms until it is relaxed', async () => {
    const { boards, port, time } = await eightACabinet();
    port.written.length = 0;
    await time.advance(10_000);
    expect(pollTimes(port.written)).toHaveLength(5);
    boards.watchClosely(3);
    await time.advance(100);
    port.written.length = 0;
    await time.advance(1_000);
    expect(pollTimes(port.written)).toHaveLength(10);
    boards.relax(3);
    await time.advance(2_000);
    port.written.length = 0;
    await time.advance(4_000);
    expect(pollTimes(port.written)).toHaveLength(2);
  });

  it('keeps the line quiet while hushed, until the hush expires', async () => {
    const { boards, port, time } = await eightACabinet();
    boards.watchClosely(3);
    await time.advance(1_000);
    boards.hush(3_000);
    await time.advance(50);
    port.written.length = 0;
    await time.advance(2_900);
    expect(port.written).toEqual([]);
    await time.advance(150);
    expect(pollTimes(port.written).length).toBeGreaterThan(0);
  });

  it('ends a hush with an unlock', async () => {
    const { boards, port, time } = await eightACabinet();
    boards.hush(60_000);
    await time.advance(10_000);
    port.written.length = 0;
    void boards.unlock(2);
    expect(port.written.map(({ hex }) => hex)).toEqual(['8A 01 02 11 98']);
    await time.advance(4_000);
    expect(pollTimes(port.written).length).toBeGreaterThan(1);
  });

  it('withdraws a poll that waits for the line when the hush comes, and reads soon after it', async () => {
    const { boards, faults, port, time } = await eightACabinet();
    await time.advance(3_000);
    const lastMs = pollTimes(port.written).at(-1) ?? 0;
    await time.advance(lastMs + 1_998 - time.monotonicMs);
    // The poll is due in 2 ms, and has to wait for the turn-around of 4.65 ms.
    faults.say(Uint8Array.of(0xfa));
    await time.advance(3);
    boards.hush(1_000);
    port.written.length = 0;
    await time.advance(999);
    expect(port.written).toEqual([]);
    await time.advance(2);
    expect(port.written.map(({ hex }) => hex)).toEqual([READ_ALL]);
  });

  it('calls the doors of a silent board unknown after N polls, and finds them again', async () => {
    const { boards, faults, time, changes } = await eightACabinet({ channels: 2 });
    faults.dead = true;
    await time.advance(8_000);
    expect(boards.door(1)).toBe('closed');
    await time.advance(4_000);
    expect([boards.door(1), boards.door(2)]).toEqual(['unknown', 'unknown']);
    expect(boards.counters().left?.timeouts).toBeGreaterThanOrEqual(5);
    faults.dead = false;
    await time.advance(15_000);
    expect(changes.slice(-2)).toEqual(['1 closed', '2 closed']);
  });

  it('finishes what is on the wire when stopped, refuses the rest, and leaves no timer', async () => {
    const { boards, doors, time } = await eightACabinet();
    const first = boards.unlock(1);
    const second = boards.unlock(2);
    const stopping = boards.stop();
    await time.advance(20);
    await stopping;
    expect(await first).toEqual({ kind: 'sent', answer: 'accepted' });
    expect(await second).toEqual({ kind: 'not-sent', reason: 'stopping' });
    expect(await boards.unlock(3)).toEqual({ kind: 'not-sent', reason: 'stopping' });
    expect(doors.pulses).toHaveLength(1);
    await time.advance(200);
    expect(time.pending).toBe(0);
  });

  it('does not know a lock that is wired to nothing', async () => {
    const { boards } = await eightACabinet();
    expect(await boards.unlock(99)).toEqual({ kind: 'not-sent', reason: 'unknown-lock' });
    expect(boards.door(99)).toBe('unknown');
  });
});
