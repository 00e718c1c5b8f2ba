import { describe, expect, it } from 'vitest';
import { SimulatedDoors } from '../../src/simulator/doors.ts';
import { drop, late, noise, noiseBefore, split } from '../../src/simulator/fault-kinds.ts';
import { FaultStage } from '../../src/simulator/faults.ts';
import { LarderLineBoard, type LarderLineSettings } from '../../src/simulator/larder-line.ts';
import { FakeTime } from '../fakes/time.ts';
import { busOf, cabinetOn, locksOf } from './cabinet.ts';

async function larderCabinet(settings: Partial<LarderLineSettings> = {}, channels = 12) {
  const time = new FakeTime();
  const { timers } = time;
  const doors = new SimulatedDoors({ count: 12, timers });
  const board = new LarderLineBoard({ doors, timers, ...settings });
  const faults = new FaultStage({ board, timers });
  const bus = busOf([{ id: 'b', dialect: 'larder-line', channels }]);
  const cabinet = await cabinetOn(time, faults, [bus], locksOf('b', channels));
  return { ...cabinet, doors, board, faults };
}

const verbs = (heard: readonly string[]): string[] => heard.map((line) => line.split(' ').slice(1).join(' '));

describe('CabinetBoards on a larder-line board', () => {
  it('says hello at each opening, then reads the doors', async () => {
    const { board, boards, port, time, changes } = await larderCabinet({ unsensed: [12] });
    expect(verbs(board.heard)).toEqual(['hello', 'doors']);
    expect(boards.door(1)).toBe('closed');
    expect(boards.door(12)).toBe('unknown');
    expect(changes).toHaveLength(11);
    port.cut();
    await time.advance(500);
    expect(verbs(board.heard)).toEqual(['hello', 'doors', 'hello', 'doors']);
  });

  it('unlocks, and hears the door by its event', async () => {
    const { boards, doors, time, changes, board } = await larderCabinet();
    changes.length = 0;
    const outcome = boards.unlock(3);
    await time.advance(130);
    expect(await outcome).toEqual({ kind: 'sent', answer: 'accepted' });
    expect(changes).toEqual(['3 open']);
    doors.close(3);
    await time.advance(10);
    expect(changes).toEqual(['3 open', '3 closed']);
    expect(verbs(board.heard).filter((verb) => verb.startsWith('unlock'))).toEqual(['unlock 3']);
  });

  it('reads the doors again when an event was missed', async () => {
    const { boards, doors, faults, time } = await larderCabinet();
    faults.script({ fault: drop });
    doors.openByHand(5);
    doors.openByHand(6);
    await time.advance(100);
    expect(boards.door(6)).toBe('open');
    expect(boards.door(5)).toBe('open');
  });

  it('passes on that the board refused, and asks no second time', async () => {
    const { boards, time, board, log } = await larderCabinet({ cooldownMs: 5_000 });
    void boards.unlock(2);
    await time.advance(1_100);
    const outcome = boards.unlock(2);
    await time.advance(1_000);
    expect(await outcome).toEqual({ kind: 'sent', answer: 'refused' });
    expect(verbs(board.heard).filter((verb) => verb.startsWith('unlock'))).toHaveLength(2);
    expect(log.of('lock-refused')).toEqual([{ compartment: 2, reason: 'board' }]);
  });

  it('copes with bursts, noise, lost and late replies', async () => {
    const { boards, doors, faults, time } = await larderCabinet();
    faults.script({ fault: late }, { fault: drop });
    faults.every(noiseBefore(noise(50).map((byte) => (byte === 0x3c ? 0 : byte))));
    faults.every(split(20, 7));
    await time.advance(6_000);
    expect(faults.stepsLeft).toBe(0);
    const outcome = boards.unlock(7);
    await time.advance(3_000);
    expect(await outcome).toEqual({ kind: 'sent', answer: 'accepted' });
    expect(doors.pulses).toHaveLength(1);
    expect(boards.door(7)).toBe('open');
    expect(boards.counters().left?.timeouts).toBe(2);
  });

  it('refuses to unlock at a board that is not what the settings say', async () => {
    const { boards, log, doors, time } = await larderCabinet({}, 24);
    expect(log.of('bus-lost')[0]).toMatchObject({ board: 'b', message: expect.stringContaining('12 locks') });
    expect(await boards.unlock(1)).toEqual({ kind: 'not-sent', reason: 'bus-down' });
    await time.advance(5_000);
    expect(doors.pulses).toEqual([]);
    expect(boards.door(1)).toBe('unknown');
  });

  it('detects an echo and does not mind it', async () => {
    const { boards, faults, port, time, log } = await larderCabinet();
    faults.echo = true;
    port.cut();
    await time.advance(1_000);
    expect(log.of('echo')).toHaveLength(1);
    const outcome = boards.unlock(1);
    await time.advance(200);
    expect(await outcome).toEqual({ kind: 'sent', answer: 'accepted' });
  });

  it('takes 1 MB of noise without an end of line', async () => {
    const { boards, port, time } = await larderCabinet();
    const started = process.cpuUsage();
    const rubbish = noise(1_000_000, 3).map((byte) => (byte === 0x0a || byte === 0x3c ? 0 : byte));
    for (let at = 0; at < rubbish.length; at += 4_096) port.say(rubbish.subarray(at, at + 4_096));
    const used = process.cpuUsage(started);
    expect((used.user + used.system) / 1_000).toBeLessThan(1_000);
    await time.advance(5_000);
    expect(boards.counters().left?.discardedBytes).toBeGreaterThanOrEqual(1_000_000 - 96);
    expect(boards.door(1)).toBe('closed');
  });
});
