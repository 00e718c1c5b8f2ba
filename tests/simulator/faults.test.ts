import { describe, expect, test } from 'vitest';
import { SimulatedDoors } from '../../src/simulator/doors.ts';
import { EightABoard } from '../../src/simulator/eight-a.ts';
import { chain, corrupt, delay, drop, late, noise, noiseBefore, split } from '../../src/simulator/fault-kinds.ts';
import { FaultStage } from '../../src/simulator/faults.ts';
import { FakeTimers } from './fake-timers.ts';
import { Host, hex } from './host.ts';

const READ_1 = '80 01 01 33 B3';
const CLOSED_1 = '80 01 01 00 80';
const READ_2 = '80 01 02 33 B0';
const CLOSED_2 = '80 01 02 00 83';

function cable() {
  const timers = new FakeTimers();
  const doors = new SimulatedDoors({ count: 8, timers });
  const stage = new FaultStage({ board: new EightABoard({ doors, timers, pushHead: 0x82 }), timers });
  const host = new Host(stage);
  const ask = (frame: string, waitMs = 5): string => {
    host.say(frame);
    timers.advance(waitMs);
    return host.heard();
  };
  return { timers, doors, stage, host, ask };
}

test('without faults everything passes', () => {
  expect(cable().ask(READ_1)).toBe(CLOSED_1);
});

describe('faults', () => {
  test('drop the next two', () => {
    const { stage, ask } = cable();
    stage.script({ fault: drop, frames: 2 });
    expect([ask(READ_1), ask(READ_1), ask(READ_1)]).toEqual(['', '', CLOSED_1]);
    expect(stage.stepsLeft).toBe(0);
  });

  test('delay', () => {
    const { stage, ask, timers, host } = cable();
    stage.script({ fault: delay(400) });
    expect(ask(READ_1, 404)).toBe('');
    timers.advance(1);
    expect(host.heard()).toBe(CLOSED_1);
  });

  test('corrupt one byte, from the front or the end', () => {
    const { stage, ask } = cable();
    stage.script({ fault: corrupt(2, 0xff) }, { fault: corrupt(-1) });
    expect([ask(READ_1), ask(READ_1)]).toEqual(['80 01 FE 00 80', '80 01 01 00 81']);
  });

  test('bursts with gaps', () => {
    const { stage, ask, timers, host } = cable();
    stage.script({ fault: split(2, 6) });
    expect(ask(READ_1)).toBe('80 01');
    timers.advance(6);
    expect(host.heard()).toBe('01 00');
    timers.advance(6);
    expect(host.heard()).toBe('80');
  });

  test('late: the reply comes when the next request is out, before its own reply', () => {
    const { stage, ask } = cable();
    stage.script({ fault: late });
    expect(ask(READ_1, 60_000)).toBe('');
    expect(ask(READ_2)).toBe(`${CLOSED_1} ${CLOSED_2}`);
  });

  test('noise in front of a frame, and unasked', () => {
    const { stage, ask, host } = cable();
    stage.script({ fault: noiseBefore(Uint8Array.of(0xfa, 0xfd)) });
    expect(ask(READ_1)).toBe(`FA FD ${CLOSED_1}`);
    stage.say(noise(40));
    expect(host.heard()).toBe(hex(noise(40)));
    expect(noise(40, 2)).not.toEqual(noise(40));
  });
});

describe('scripts', () => {
  test('steps come one after another', () => {
    const { stage, ask } = cable();
    stage.script({ fault: drop }, { fault: corrupt(0) });
    expect([ask(READ_1), ask(READ_1), ask(READ_1)]).toEqual(['', '81 01 01 00 80', CLOSED_1]);
  });

  test('a step waits for the exchange it is for', () => {
    const { stage, ask } = cable();
    stage.script({ fault: drop, when: ({ request }) => request[2] === 2 });
    expect([ask(READ_1), ask(READ_2), ask(READ_2)]).toEqual([CLOSED_1, '', CLOSED_2]);
  });

  test('a step can single out pushed frames', () => {
    const { stage, ask, doors, host } = cable();
    stage.script({ fault: drop, when: ({ reply }) => reply[0] === 0x82 });
    expect(ask(READ_1)).toBe(CLOSED_1);
    doors.openByHand(1);
    expect(host.heard()).toBe('');
    doors.close(1);
    expect(host.heard()).toBe('82 01 01 00 82');
  });

  test('faults can be chained, and can stay', () => {
    const { stage, ask } = cable();
    const end = stage.every(chain(corrupt(0), delay(10)));
    expect([ask(READ_1), ask(READ_1, 15)]).toEqual(['', '81 01 01 00 80 81 01 01 00 80']);
    end();
    expect(ask(READ_1)).toBe(CLOSED_1);
  });
});

describe('the line', () => {
  test('echo', () => {
    const { stage, ask } = cable();
    stage.echo = true;
    expect(ask(READ_1)).toBe(`${READ_1} ${CLOSED_1}`);
  });

  test('a dead board neither obeys nor answers', () => {
    const { stage, ask, doors } = cable();
    stage.dead = true;
    expect(ask('8A 01 01 11 9B', 1000)).toBe('');
    stage.dead = false;
    expect(doors.pulses).toEqual([]);
    expect(ask(READ_1)).toBe(CLOSED_1);
  });

  test('a mute board obeys', () => {
    const { stage, ask, doors } = cable();
    stage.every(drop);
    expect(ask('8A 01 01 11 9B')).toBe('');
    expect(doors.pulses).toHaveLength(1);
  });

  test('requests get lost', () => {
    const { stage, ask, doors } = cable();
    stage.loseRequests = 1;
    expect([ask('8A 01 01 11 9B'), ask(READ_1)]).toEqual(['', CLOSED_1]);
    expect(doors.pulses).toEqual([]);
  });

  test('a reply on its way when the cable is pulled is lost', () => {
    const { stage, host, timers } = cable();
    stage.every(delay(50));
    host.say(READ_1);
    timers.advance(20);
    stage.disconnect();
    timers.advance(100);
    expect(host.heard()).toBe('');
  });
});
