import { describe, expect, it } from 'vitest';
import { PriorityQueue } from '../../src/hardware/bus/queue.ts';
import { Supply } from '../../src/hardware/bus/supply.ts';
import { FakeTime } from '../fakes/time.ts';
import { busOf, cabinetOn, eightACabinet, locksOf } from './cabinet.ts';

const pulseTimes = (pulses: readonly { atMs: number }[]): number[] => pulses.map(({ atMs }) => atMs);

describe('the locks of one supply', () => {
  it('are pulsed one at a time, 400 ms apart, in the order asked', async () => {
    const { boards, doors, time } = await eightACabinet();
    const outcomes = [3, 1, 2].map((compartment) => boards.unlock(compartment));
    await time.advance(2_000);
    expect(doors.pulses.map(({ door }) => door)).toEqual([3, 1, 2]);
    const [first = 0, second = 0, third = 0] = pulseTimes(doors.pulses);
    expect(second - first).toBeGreaterThanOrEqual(400);
    expect(third - second).toBeGreaterThanOrEqual(400);
    expect(third - first).toBeLessThan(850);
    expect(await Promise.all(outcomes)).toEqual(Array(3).fill({ kind: 'sent', answer: 'accepted' }));
  });

  it('are further apart when the pulse is longer', async () => {
    const { boards, doors, time } = await eightACabinet({ settings: { pulseMs: 1000 } });
    void boards.unlock(1);
    void boards.unlock(2);
    await time.advance(3_000);
    const [first = 0, second = 0] = pulseTimes(doors.pulses);
    expect(doors.pulses.map(({ pulseMs }) => pulseMs)).toEqual([1000, 1000]);
    expect(second - first).toBeGreaterThanOrEqual(1_100);
  });

  it('wait 3 s at most, then are surely not sent', async () => {
    const { boards, doors, time } = await eightACabinet();
    const outcomes = Array.from({ length: 12 }, (_, at) => boards.unlock(at + 1));
    await time.advance(10_000);
    const settled = await Promise.all(outcomes);
    expect(settled.filter(({ kind }) => kind === 'sent')).toHaveLength(8);
    expect(settled.slice(8)).toEqual(Array(4).fill({ kind: 'not-sent', reason: 'queue-full' }));
    expect(doors.pulses).toHaveLength(8);
  });

  it('refuse when too many wait', () => {
    const time = new FakeTime();
    const supply = new Supply(time.clock, time.scheduler);
    const refusals: string[] = [];
    for (let turn = 0; turn < 40; turn++) {
      supply.take({ waitMs: 3_000, run: () => {}, refused: (reason) => refusals.push(reason) });
    }
    expect(refusals).toEqual(Array(7).fill('full'));
  });

  it('do not wait for another supply', async () => {
    const time = new FakeTime();
    const bus = busOf([{ id: 'a', dialect: 'eight-a', channels: 2 }]);
    const [first, second] = locksOf('a', 2);
    if (first === undefined || second === undefined) throw new Error('two locks');
    const { boards, port } = await cabinetOn(time, undefined, [bus], [first, { ...second, supply: 'right' }]);
    void boards.unlock(1);
    void boards.unlock(2);
    await time.advance(700);
    // Nobody answers, so the line is free again after the reply's time of 500 ms.
    const times = port.written.filter(({ hex }) => hex.startsWith('8A')).map(({ atMs }) => atMs);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeLessThan(520);
  });
});

describe('a lock', () => {
  it('refuses a second unlock while one is under way, and lets an early one wait until it has cooled down', async () => {
    const { boards, doors, time } = await eightACabinet();
    const first = boards.unlock(1);
    expect(await boards.unlock(1)).toEqual({ kind: 'not-sent', reason: 'cooldown' });
    await time.advance(600);
    expect(await first).toMatchObject({ kind: 'sent' });
    const early = boards.unlock(1);
    expect(await boards.unlock(1)).toEqual({ kind: 'not-sent', reason: 'cooldown' });
    await time.advance(380);
    expect(doors.pulses).toHaveLength(1);
    await time.advance(120);
    expect(await early).toMatchObject({ kind: 'sent' });
    expect(doors.pulses).toHaveLength(2);
  });

  it('that still cools down at the stop gets no pulse any more', async () => {
    const { boards, doors, time } = await eightACabinet();
    const first = boards.unlock(1);
    await time.advance(600);
    await first;
    const early = boards.unlock(1);
    await Promise.all([boards.stop(), time.advance(100)]);
    expect(await early).toEqual({ kind: 'not-sent', reason: 'stopping' });
    await time.advance(2_000);
    expect(doors.pulses).toHaveLength(1);
  });

  it('may be asked again at once when nothing was sent', async () => {
    const { boards, port, time } = await eightACabinet();
    port.cut();
    expect(await boards.unlock(1)).toEqual({ kind: 'not-sent', reason: 'bus-down' });
    await time.advance(500);
    const again = boards.unlock(1);
    await time.advance(100);
    expect(await again).toMatchObject({ kind: 'sent' });
  });
});

it('a queue keeps priority, then arrival, and refuses beyond its limit', () => {
  const queue = new PriorityQueue<{ priority: 0 | 1 | 2; name: string }>(4);
  for (const [priority, name] of [
    [2, 'a'],
    [1, 'b'],
    [0, 'c'],
    [1, 'd'],
  ] as const) {
    expect(queue.add({ priority, name })).toBe(true);
  }
  expect(queue.add({ priority: 0, name: 'e' })).toBe(false);
  expect([queue.take(), queue.take(), queue.take(), queue.take()].map((item) => item?.name)).toEqual([
    'c',
    'b',
    'd',
    'a',
  ]);
});
