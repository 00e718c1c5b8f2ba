import { describe, expect, test } from 'vitest';
import { SimulatedDoors } from '../../src/simulator/doors.ts';
import { EightABoard, type EightASettings } from '../../src/simulator/eight-a.ts';
import { SimulatedLine } from '../../src/simulator/line.ts';
import { FakeTimers } from './fake-timers.ts';
import { Host } from './host.ts';

function board(settings: Partial<EightASettings> = {}, count = 24) {
  const timers = new FakeTimers();
  const doors = new SimulatedDoors({ count, timers });
  const eightA = new EightABoard({ doors, timers, ...settings });
  const host = new Host(eightA);
  const ask = (frame: string): string => {
    host.say(frame);
    timers.advance(5);
    return host.heard();
  };
  return { timers, doors, eightA, host, ask };
}

describe('golden frames of 03-hardware.md', () => {
  test('unlock board 1, lock 1', () => {
    const { ask, doors, timers } = board();
    expect(ask('8A 01 01 11 9B')).toBe('8A 01 01 00 8A');
    timers.advance(300);
    expect(doors.state(1)).toBe('open');
    expect(doors.pulses).toEqual([{ door: 1, pulseMs: 300, atMs: 0 }]);
  });

  test('read one', () => {
    const { ask, doors } = board();
    expect(ask('80 01 01 33 B3')).toBe('80 01 01 00 80');
    doors.openByHand(1);
    expect(ask('80 01 01 33 B3')).toBe('80 01 01 11 91');
  });

  test('read all: lock 2 open, locks 1–8 in the last byte', () => {
    const { ask, doors } = board();
    doors.openByHand(2);
    expect(ask('80 01 00 33 B2')).toBe('80 01 00 00 02 33 B0');
  });

  test('an 8-channel board answers 7 bytes', () => {
    expect(board({ statusBytes: 3 }, 8).ask('80 01 00 33 B2')).toBe('80 01 00 00 00 33 B2');
  });

  test('unlock all is obeyed and remembered', () => {
    const { ask, doors, eightA } = board({}, 12);
    ask('8A 01 00 11 9A');
    expect(doors.pulses).toHaveLength(12);
    expect(eightA.heard).toEqual([{ kind: 'unlock-all', address: 1 }]);
  });

  test('multi unlock opens 2, 10 and 18 and is remembered', () => {
    const { ask, doors, eightA } = board();
    ask('90 01 02 02 02 93');
    expect(doors.pulses.map(({ door }) => door)).toEqual([2, 10, 18]);
    expect(eightA.heard[0]?.kind).toBe('multi-unlock');
  });

  test('a pulse of 5 s', () => {
    const { ask, doors } = board();
    ask('8A 01 03 11 05 9C');
    expect(doors.pulses).toEqual([{ door: 3, pulseMs: 5000, atMs: 0 }]);
  });
});

describe('what boards disagree about', () => {
  test('first byte first', () => {
    const { ask, doors } = board({ statusOrder: 'first-byte-first' });
    doors.openByHand(2);
    expect(ask('80 01 00 33 B2')).toBe('80 01 02 00 00 33 B0');
  });

  test('one is closed: the bits of doors that exist turn over', () => {
    const { ask, doors } = board({ polarity: 'one-is-closed', statusBytes: 2 }, 12);
    doors.openByHand(2);
    expect(ask('80 01 00 33 B2')).toBe('80 01 0F FD 33 40');
    expect(ask('80 01 02 33 B0')).toBe('80 01 02 00 83');
  });

  test('one is closed: the failure reply is the command itself', () => {
    const { ask, doors } = board({ polarity: 'one-is-closed' });
    doors.jam(1);
    expect(ask('8A 01 01 11 9B')).toBe('8A 01 01 11 9B');
  });

  test('bulk bits the other way round than the single status', () => {
    const { ask, doors } = board({ bulkInvert: true }, 8);
    doors.openByHand(2);
    expect(ask('80 01 00 33 B2')).toBe('80 01 FD 33 4F');
    expect(ask('80 01 02 33 B0')).toBe('80 01 02 11 92');
  });

  test('an answer after the pulse tells the new state, 300 ms later', () => {
    const { host, timers, ask } = board({ unlockAnswer: 'after-pulse' });
    expect(ask('8A 01 01 11 9B')).toBe('');
    timers.advance(299);
    expect(host.heard()).toBe('');
    timers.advance(1);
    expect(host.heard()).toBe('8A 01 01 11 9B');
  });

  test('some never answer an unlock', () => {
    const { host, timers, doors, ask } = board({ unlockAnswer: 'never' });
    ask('8A 01 01 11 9B');
    timers.advance(10_000);
    expect(host.heard()).toBe('');
    expect(doors.state(1)).toBe('open');
  });

  test('garbage first', () => {
    expect(board({ garbageFirst: true }).ask('80 01 01 33 B3')).toBe('FA FD 99 99 80 01 01 00 80');
  });

  test.each([
    [0x82, '82 01 03 11 91', '82 01 03 00 80'],
    [0x81, '81 01 03 11 92', '81 01 03 00 83'],
  ] as const)('pushes changes headed %i', (pushHead, opened, closed) => {
    const { host, doors } = board({ pushHead });
    doors.openByHand(3);
    expect(host.heard()).toBe(opened);
    doors.close(3);
    expect(host.heard()).toBe(closed);
  });

  test('standard firmware pushes nothing', () => {
    const { host, doors } = board();
    doors.openByHand(3);
    expect(host.heard()).toBe('');
  });

  test('more doors than status bits are refused', () => {
    expect(() => board({ statusBytes: 1 }, 12)).toThrow('1 status bytes cannot tell of 12 doors');
  });
});

test('a lock the board does not have stays unanswered', () => {
  const { ask, doors } = board({}, 12);
  expect(ask('8A 01 0D 11 97')).toBe('');
  expect(doors.pulses).toEqual([]);
});

test('boards on one line answer to their own address only', () => {
  const timers = new FakeTimers();
  const one = new SimulatedDoors({ count: 8, timers });
  const two = new SimulatedDoors({ count: 8, timers });
  const line = new SimulatedLine([
    new EightABoard({ doors: one, timers }),
    new EightABoard({ doors: two, timers, address: 2 }),
  ]);
  const host = new Host(line);
  host.say('8A 02 01 11 98');
  timers.advance(200);
  expect(host.heard()).toBe('8A 02 01 00 89');
  expect([one.state(1), two.state(1)]).toEqual(['closed', 'open']);
  line.disconnect();
  host.say('80 01 00 33 B2');
  timers.advance(200);
  expect(host.heard()).toBe('');
});
