import { describe, expect, test } from 'vitest';
import { SimulatedDoors } from '../../src/simulator/doors.ts';
import { Person } from '../../src/simulator/person.ts';
import { FakeTimers } from './fake-timers.ts';

function cabinet() {
  const timers = new FakeTimers();
  const doors = new SimulatedDoors({ count: 4, timers });
  const moved: string[] = [];
  const sensed: string[] = [];
  doors.onDoor(({ door, state, atMs }) => moved.push(`${door} ${state} @${atMs}`));
  doors.onSensor(({ door, state, atMs }) => sensed.push(`${door} ${state} @${atMs}`));
  return { timers, doors, moved, sensed };
}

describe('locks', () => {
  test('a pulse swings the door open 120 ms later', () => {
    const { timers, doors, moved, sensed } = cabinet();
    doors.pulse(2, 300);
    timers.advance(119);
    expect(doors.state(2)).toBe('closed');
    timers.advance(1);
    expect(moved).toEqual(['2 open @120']);
    expect(sensed).toEqual(moved);
    expect(doors.pulses).toEqual([{ door: 2, pulseMs: 300, atMs: 0 }]);
  });

  test('a jammed lock takes the pulse and stays closed until freed', () => {
    const { timers, doors, moved } = cabinet();
    doors.jam(2);
    doors.pulse(2, 300);
    timers.advance(1000);
    expect(moved).toEqual([]);
    expect(doors.pulses).toHaveLength(1);
    doors.free(2);
    doors.pulse(2, 300);
    timers.advance(120);
    expect(moved).toEqual(['2 open @1120']);
  });

  test('a stuck latch lets the door spring open after each closing', () => {
    const { timers, doors, moved } = cabinet();
    doors.stickLatch(1);
    doors.pulse(1, 300);
    timers.advance(200);
    doors.close(1);
    timers.advance(200);
    expect(moved).toEqual(['1 open @120', '1 closed @200', '1 open @320']);
  });

  test('a forced door opens without a pulse', () => {
    const { doors, moved } = cabinet();
    doors.openByHand(3);
    doors.openByHand(3);
    expect(moved).toEqual(['3 open @0']);
    expect(doors.pulses).toEqual([]);
  });

  test('a door the board does not have is named', () => {
    expect(() => cabinet().doors.close(5)).toThrow('no door 5: this board has doors 1 to 4');
  });
});

describe('sensors', () => {
  test('a cut one reads open always, and the truth again when mended', () => {
    const { doors, sensed } = cabinet();
    doors.cutSensor(1);
    doors.openByHand(1);
    doors.close(1);
    expect([doors.state(1), doors.sensed(1)]).toEqual(['closed', 'open']);
    doors.mendSensor(1);
    expect(sensed).toEqual(['1 open @0', '1 closed @0']);
  });

  test('a stuck one keeps what it read', () => {
    const { doors, moved, sensed } = cabinet();
    doors.stickSensor(1);
    doors.openByHand(1);
    expect([doors.state(1), doors.sensed(1)]).toEqual(['open', 'closed']);
    expect(moved).toHaveLength(1);
    expect(sensed).toEqual([]);
  });
});

describe('a person', () => {
  test('closes each door some time after it opened', () => {
    const { timers, doors, moved } = cabinet();
    new Person({ doors, timers, closeAfterMs: 3000 }).start();
    doors.openByHand(1);
    timers.advance(1000);
    doors.openByHand(2);
    timers.advance(5000);
    expect(moved).toEqual(['1 open @0', '2 open @1000', '1 closed @3000', '2 closed @4000']);
  });

  test('who walks off leaves doors open, and closes them on coming back', () => {
    const { timers, doors } = cabinet();
    const person = new Person({ doors, timers, closeAfterMs: 3000 });
    person.start();
    doors.openByHand(1);
    person.stop();
    timers.advance(60_000);
    expect(doors.state(1)).toBe('open');
    person.start();
    timers.advance(3000);
    expect(doors.state(1)).toBe('closed');
  });

  test('a door somebody else closed and opened again gets its full time', () => {
    const { timers, doors } = cabinet();
    new Person({ doors, timers, closeAfterMs: 3000 }).start();
    doors.openByHand(1);
    timers.advance(2000);
    doors.close(1);
    doors.openByHand(1);
    timers.advance(2000);
    expect(doors.state(1)).toBe('open');
    timers.advance(1000);
    expect(doors.state(1)).toBe('closed');
  });
});
