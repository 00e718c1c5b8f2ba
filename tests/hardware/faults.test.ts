import { describe, expect, it } from 'vitest';
import { turnaroundMs, wireMs } from '../../src/hardware/bus/turnaround.ts';
import { SimulatedDoors } from '../../src/simulator/doors.ts';
import { EightABoard } from '../../src/simulator/eight-a.ts';
import { chain, delay, drop, late, noise, noiseBefore, split } from '../../src/simulator/fault-kinds.ts';
import { SimulatedLine } from '../../src/simulator/line.ts';
import { FakeTime } from '../fakes/time.ts';
import { busOf, cabinetOn, eightACabinet, locksOf } from './cabinet.ts';
import { bytesOf } from './memory-port.ts';

const unlocksIn = (written: readonly { hex: string }[]): string[] =>
  written.map(({ hex }) => hex).filter((hex) => hex.startsWith('8A'));

describe('turn-around', () => {
  it('is 3.5 characters and 1 ms, and 2.75 ms above 19,200 baud', () => {
    expect(turnaroundMs(9600)).toBeCloseTo(4.6458, 3);
    expect(turnaroundMs(19_200)).toBeCloseTo(2.8229, 3);
    expect(turnaroundMs(115_200)).toBe(2.75);
    expect(wireMs(5, 9600)).toBeCloseTo(5.208, 3);
  });

  it('is kept before every frame, after replies, noise and time-outs alike', async () => {
    const { boards, faults, port, time } = await eightACabinet();
    boards.watchClosely(1);
    for (let round = 0; round < 30; round++) {
      if (round % 3 === 0) faults.script({ fault: drop });
      await time.advance(450);
      faults.say(Uint8Array.of(0xfa, 0xfd));
      await time.advance(round % 4);
      void boards.unlock(1 + (round % 12));
    }
    const heard = port.heard.map(({ atMs }) => atMs);
    const pauses = port.written.map(({ atMs }) => atMs - (heard.filter((heardAtMs) => heardAtMs < atMs).at(-1) ?? 0));
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(4.64);
    // Not by being idle: it was made use of.
    expect(pauses.filter((pause) => pause < 6).length).toBeGreaterThan(10);
  });

  it('lets two boards on one line both answer', async () => {
    const time = new FakeTime();
    const { timers } = time;
    const doors = [1, 2].map(() => new SimulatedDoors({ count: 8, timers }));
    const line = new SimulatedLine(doors.map((own, at) => new EightABoard({ doors: own, timers, address: at + 1 })));
    const bus = busOf([
      { id: 'a', dialect: 'eight-a', address: 1, channels: 8 },
      { id: 'b', dialect: 'eight-a', address: 2, channels: 8 },
    ]);
    const { boards, changes } = await cabinetOn(time, line, [bus], [...locksOf('a', 8), ...locksOf('b', 8, 9)]);
    expect(changes).toHaveLength(16);
    boards.watchClosely(9);
    boards.watchClosely(1);
    void boards.unlock(9);
    await time.advance(30_000);
    expect(boards.door(9)).toBe('open');
    expect(boards.door(1)).toBe('closed');
    expect(doors.map(({ pulses }) => pulses.length)).toEqual([0, 1]);
    expect(boards.counters().left).toMatchObject({ timeouts: 0, discardedBytes: 0 });
  });
});

describe('an unlock', () => {
  it('is never repeated when no reply comes', async () => {
    const { boards, port, time, doors } = await eightACabinet({ board: { unlockAnswer: 'never' } });
    const outcome = boards.unlock(5);
    await time.advance(30_000);
    expect(await outcome).toEqual({ kind: 'sent', answer: 'none' });
    expect(unlocksIn(port.written)).toHaveLength(1);
    expect(doors.pulses).toHaveLength(1);
    expect(boards.door(5)).toBe('open');
  });

  it('is never repeated when it got lost, or the line was cut under it', async () => {
    const { boards, faults, port, time } = await eightACabinet();
    faults.loseRequests = 1;
    const lost = boards.unlock(1);
    await time.advance(5_000);
    expect(await lost).toEqual({ kind: 'sent', answer: 'none' });
    const under = boards.unlock(2);
    port.cut();
    await time.advance(20_000);
    expect(await under).toEqual({ kind: 'sent', answer: 'none' });
    expect(unlocksIn(port.written)).toHaveLength(2);
    expect(boards.counters().left?.state).toBe('up');
  });

  it('is answered after the pulse by some boards, with garbage first by others', async () => {
    const { boards, time } = await eightACabinet({ board: { unlockAnswer: 'after-pulse', garbageFirst: true } });
    const outcome = boards.unlock(5);
    await time.advance(1_000);
    expect(await outcome).toEqual({ kind: 'sent', answer: 'accepted' });
    expect(boards.door(5)).toBe('open');
  });

  it('goes before polls that wait, and waits for one exchange at most', async () => {
    const { boards, port, time } = await eightACabinet();
    boards.watchClosely(1);
    await time.advance(1_000);
    while (port.written.at(-1)?.atMs !== time.monotonicMs) await time.advance(1);
    const before = port.written.length;
    void boards.unlock(7);
    await time.advance(30);
    expect(port.written[before]?.hex).toBe('8A 01 07 11 9D');
    expect((port.written[before]?.atMs ?? 0) - (port.written[before - 1]?.atMs ?? 0)).toBeLessThanOrEqual(12);
  });
});

describe('replies', () => {
  it('come in bursts, late, and after noise', async () => {
    const { boards, faults, time, doors } = await eightACabinet({ channels: 50, board: { statusBytes: 7 } });
    faults.every(chain(noiseBefore(noise(9)), split(2, 8)));
    doors.openByHand(33);
    await time.advance(4_000);
    expect(boards.door(33)).toBe('open');
    expect(boards.counters().left?.timeouts).toBe(0);
    expect(boards.counters().left?.discardedBytes).toBeGreaterThanOrEqual(9);
  });

  it('that are late count for nothing: the next request gets its own', async () => {
    const { boards, faults, time, doors, changes } = await eightACabinet();
    await time.advance(3_900);
    changes.length = 0;
    faults.script({ fault: late });
    boards.watchClosely(1);
    await time.advance(290);
    doors.openByHand(1);
    await time.advance(2_000);
    expect(faults.stepsLeft).toBe(0);
    expect(changes).toEqual(['1 open']);
    expect(boards.counters().left).toMatchObject({ timeouts: 1, discardedBytes: 6 });
  });

  it('may be far too late, while nothing is asked', async () => {
    const { boards, faults, time } = await eightACabinet();
    faults.script({ fault: delay(1_000) });
    await time.advance(6_000);
    expect(boards.counters().left).toMatchObject({ timeouts: 1, discardedBytes: 6 });
    expect(boards.door(1)).toBe('closed');
  });

  it('may have a push in their midst or before them', async () => {
    const { boards, faults, time, port, changes } = await eightACabinet({ board: { pushHead: 0x82 } });
    changes.length = 0;
    await time.advance(1_600);
    while (port.written.at(-1)?.atMs !== time.monotonicMs) await time.advance(1);
    faults.say(bytesOf('82 01 05 11 97'));
    expect(changes).toEqual(['5 open']);
    await time.advance(10);
    expect(changes).toEqual(['5 open', '5 closed']);
    expect(boards.counters().left).toMatchObject({ timeouts: 0, discardedBytes: 0 });
  });

  it('of another length than the settings say are no doors', async () => {
    const { boards, log } = await eightACabinet({ settings: { statusBytes: 2 }, board: { statusBytes: 4 } });
    expect(boards.door(1)).toBe('unknown');
    expect(boards.counters().left?.discardedBytes).toBeGreaterThan(0);
    expect(log.of('bytes-discarded').length).toBeGreaterThan(0);
  });
});

describe('a line full of noise', () => {
  it('costs no memory and little time: 1 MB without a frame', async () => {
    const { boards, time, port, log } = await eightACabinet();
    const before = boards.counters().left?.discardedBytes ?? 0;
    const started = process.cpuUsage();
    const rubbish = noise(1_000_000, 7).map((byte) => (byte === 0x8a || byte < 0x83 ? byte | 0x40 : byte) & 0x7f);
    for (let at = 0; at < rubbish.length; at += 1_000) {
      port.say(rubbish.subarray(at, at + 1_000));
      await time.advance(10);
    }
    const used = process.cpuUsage(started);
    await time.advance(3_000);
    expect((used.user + used.system) / 1_000).toBeLessThan(2_000);
    expect((boards.counters().left?.discardedBytes ?? 0) - before).toBeGreaterThanOrEqual(1_000_000);
    expect(log.of('bytes-discarded').length).toBeLessThanOrEqual(4);
    expect(boards.door(1)).toBe('closed');
  });

  it('still lets an unlock through', async () => {
    const { boards, time, port, doors } = await eightACabinet();
    const babble = time.scheduler.every(2, () => port.say(Uint8Array.of(0x55)));
    await time.advance(100);
    const outcome = boards.unlock(4);
    await time.advance(3_000);
    babble();
    expect(await outcome).toMatchObject({ kind: 'sent' });
    expect(doors.pulses).toHaveLength(1);
  });
});
