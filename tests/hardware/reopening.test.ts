import { describe, expect, it } from 'vitest';
import { backoffMs } from '../../src/hardware/bus/backoff.ts';
import { Connection } from '../../src/hardware/bus/connection.ts';
import { serialFailure } from '../../src/hardware/bus/serial-failure.ts';
import { FakeTime } from '../fakes/time.ts';
import { busOf, cabinetOn, eightACabinet, fixedRandom, locksOf } from './cabinet.ts';
import { RecordingLog } from './log.ts';

describe('a line that goes away', () => {
  it('pauses 250 ms, then twice as long each time, 10 s at most, a random quarter less', () => {
    expect([0, 1, 2, 5, 6, 1_000].map((failures) => backoffMs(failures, 0))).toEqual([
      250, 500, 1000, 8000, 10_000, 10_000,
    ]);
    expect(backoffMs(0, 0.999)).toBeGreaterThanOrEqual(187);
  });

  it('is opened again and again, for ever, and read at once when it is back', async () => {
    const { boards, port, time, log, changes } = await eightACabinet();
    for (let round = 0; round < 50; round++) {
      port.cut();
      expect(boards.counters().left?.state).toBe('down');
      expect(await boards.unlock(1)).toEqual({ kind: 'not-sent', reason: 'bus-down' });
      await time.advance(600);
      expect(boards.counters().left?.state).toBe('up');
    }
    expect(port.openings).toBe(51);
    expect(port.closings).toBe(50);
    expect(boards.counters().left?.errors).toBe(50);
    expect(log.of('bus-lost')).toHaveLength(50);
    expect(changes).toHaveLength(12);
  });

  it('fails quietly for hours, said once, and comes back within 10 s', async () => {
    const { boards, port, time, log } = await eightACabinet({ channels: 2 });
    port.refusal = { code: 'ENOENT', message: 'no such file' };
    port.cut();
    await time.advance(4 * 3_600_000);
    expect(boards.door(1)).toBe('unknown');
    expect(port.openings).toBeGreaterThan(1_000);
    expect(log.of('bus-lost').map(({ failure }) => failure)).toEqual(['EIO', 'ENOENT']);
    port.refusal = undefined;
    await time.advance(10_500);
    expect(boards.door(1)).toBe('closed');
    expect(log.of('bus-opened')).toHaveLength(2);
  });

  it('is loud once about a missing permission, and names the group', async () => {
    const { port, time, log } = await eightACabinet();
    port.refusal = serialFailure(new Error('Error: Permission denied, cannot open /dev/ttyUSB0'), '/dev/ttyUSB0');
    port.cut();
    await time.advance(60_000);
    const said = log.lines.filter(({ event }) => event === 'bus-permission');
    expect(said).toHaveLength(1);
    expect(said[0]).toMatchObject({ level: 'error', fields: { message: expect.stringContaining('dialout') } });
  });

  it('names what the system complained about', () => {
    const codeOf = (message: string): string => serialFailure(new Error(message), '/dev/x').code;
    expect(codeOf('Error: No such file or directory, cannot open /dev/x')).toBe('ENOENT');
    expect(codeOf('Error: No such device or address, cannot open /dev/x')).toBe('ENXIO');
    expect(codeOf('Error: Input/output error, cannot open /dev/x')).toBe('EIO');
    expect(codeOf('Error: Bad file descriptor setting custom baud rate')).toBe('EBADF');
    expect(codeOf('Error Resource temporarily unavailable Cannot lock port')).toBe('locked');
    expect(serialFailure(Object.assign(new Error('x'), { code: 'EIO' }), '/dev/x').code).toBe('EIO');
  });

  it('that says nothing in N polls is given up, and a new port opened in its place', async () => {
    const { boards, faults, port, time, log } = await eightACabinet({ bus: { silentPolls: 3 } });
    faults.dead = true;
    await time.advance(6_500);
    expect(port.openings).toBe(2);
    expect(port.closings).toBe(1);
    expect(log.of('bus-lost')[0]).toMatchObject({ failure: 'silent' });
    await time.advance(60_000);
    expect(port.openings).toBeGreaterThan(4);
    faults.dead = false;
    await time.advance(20_000);
    expect(boards.counters().left?.state).toBe('up');
  });

  it('does not stop the daemon from starting when it was never there', async () => {
    const time = new FakeTime();
    const bus = busOf([{ id: 'a', dialect: 'eight-a', channels: 2 }]);
    const { boards } = await cabinetOn(time, undefined, [bus], locksOf('a', 2));
    expect(boards.door(1)).toBe('unknown');
    expect(boards.counters().left).toMatchObject({ lastHeardMsAgo: null, state: 'opening' });
    const stopping = boards.stop();
    await time.advance(500);
    await stopping;
    expect(time.pending).toBe(0);
  });

  it('is not opened anew before the system has let go of the port before: a thread would hang with each', async () => {
    const { boards, port, time } = await eightACabinet();
    port.hangs.close = true;
    port.cut();
    await time.advance(600_000);
    expect(port.openings).toBe(1);
    const { attempts } = boards.counters().left ?? {};
    await time.advance(600_000);
    expect(boards.counters().left?.attempts).toBe(attempts);
    const stopping = boards.stop();
    await time.advance(1_100);
    await stopping;
    expect(time.pending).toBe(0);
  });

  it('is given up when its opening hangs', async () => {
    const time = new FakeTime();
    const log = new RecordingLog();
    let openings = 0;
    const connection = new Connection({
      bus: 'left',
      open: () => {
        openings += 1;
        return { open: () => {}, write: () => {}, close: async () => {} };
      },
      clock: time.clock,
      scheduler: time.scheduler,
      random: fixedRandom,
      log,
      events: { opened: () => {}, bytes: () => {}, lost: () => {} },
    });
    connection.start();
    await time.advance(12_000);
    expect(openings).toBe(3);
    expect(log.of('bus-lost')[0]).toMatchObject({ failure: 'ETIMEDOUT' });
    await connection.stop();
    expect(time.pending).toBe(0);
  });
});
