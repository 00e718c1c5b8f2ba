import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CabinetBoards } from '../../src/hardware/cabinet-boards.ts';
import type { BusConfig, Lock } from '../../src/hardware/settings.ts';
import { SimulatedDoors } from '../../src/simulator/doors.ts';
import { EightABoard } from '../../src/simulator/eight-a.ts';
import { servePty } from '../../src/simulator/serve-pty.ts';
import { serveTcp } from '../../src/simulator/serve-tcp.ts';
import { realTimers } from '../../src/simulator/timers.ts';
import { busOf, locksOf } from './cabinet.ts';
import { RecordingLog } from './log.ts';
import { realClock, realRandom, realScheduler } from './real-time.ts';
import { until } from './until.ts';

const folder = mkdtempSync(join(tmpdir(), 'larder-lines-'));
afterAll(() => rmSync(folder, { recursive: true }));

function cabinet(bus: BusConfig, locks: readonly Lock[]): { boards: CabinetBoards; log: RecordingLog } {
  const log = new RecordingLog();
  const boards = new CabinetBoards({
    buses: [bus],
    locks,
    clock: realClock,
    scheduler: realScheduler,
    random: realRandom,
    log,
  });
  boards.start({ doorChanged: () => {} });
  return { boards, log };
}

/** What a board in another process heard, as one string of bytes. */
function heardBy(record: string): string {
  return readFileSync(record, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): { kind: string; hex?: string } => JSON.parse(line))
    .map(({ kind, hex }) => (kind === 'heard' ? (hex ?? '') : ''))
    .join('');
}

describe('a real pseudo-terminal with a board in another process', () => {
  it('carries exactly 8A 01 01 11 9B for compartment 1, besides read-only polls', async () => {
    const link = join(folder, 'eight-a');
    const record = join(folder, 'eight-a.ndjson');
    const pty = await servePty({ link, args: ['--channels', '12', '--record', record] });
    const bus = busOf([{ id: 'a', dialect: 'eight-a', channels: 12 }], { transport: { kind: 'serial', path: link } });
    const { boards } = cabinet(bus, locksOf('a', 12));
    await until('the doors were read', () => boards.door(1) === 'closed');
    boards.watchClosely(1);
    expect(await boards.unlock(1)).toEqual({ kind: 'sent', answer: 'accepted' });
    await until('the door opened', () => boards.door(1) === 'open');
    expect(boards.door(2)).toBe('closed');
    await boards.stop();
    const frames = heardBy(record).match(/.{10}/g) ?? [];
    expect(frames.filter((frame) => !/^8001(0133b3|0033b2)$/.test(frame))).toEqual(['8a0101119b']);
    await pty.stop();
  });

  it('comes back when the cable is pulled and put in again, with a new port', async () => {
    const link = join(folder, 'cable');
    const args = ['--dialect', 'larder-line', '--channels', '4'];
    const bus = busOf([{ id: 'b', dialect: 'larder-line', channels: 4 }], {
      transport: { kind: 'serial', path: link },
      silentPolls: 2,
    });
    const { boards, log } = cabinet(bus, locksOf('b', 4));
    for (let round = 0; round < 3; round++) {
      const pty = await servePty({ link, args });
      await until('the doors were read', () => boards.door(1) === 'closed', 15_000);
      await pty.stop();
      await until('the loss was noticed', () => boards.counters().left?.state !== 'up', 15_000);
      boards.watchClosely(1);
      await until('the doors are unknown', () => boards.door(1) === 'unknown', 15_000);
    }
    expect(log.of('bus-opened').filter(({ board }) => board === undefined)).toHaveLength(3);
    await boards.stop();
  }, 60_000);
});

describe('a real TCP line', () => {
  it('unlocks, loses its server, and comes back', async () => {
    const timers = realTimers();
    const doors = new SimulatedDoors({ count: 8, timers, openDelayMs: 20 });
    const server = await serveTcp(new EightABoard({ doors, timers }));
    const bus = busOf([{ id: 'a', dialect: 'eight-a', channels: 8 }], {
      transport: { kind: 'tcp', host: '127.0.0.1', port: server.port },
    });
    const { boards } = cabinet(bus, locksOf('a', 8));
    await until('the doors were read', () => boards.door(8) === 'closed');
    await server.cut();
    await until('the loss was noticed', () => boards.counters().left?.state !== 'up');
    expect(await boards.unlock(1)).toEqual({ kind: 'not-sent', reason: 'bus-down' });
    await server.restore();
    await until('the line is up again', () => boards.counters().left?.state === 'up');
    boards.watchClosely(1);
    expect(await boards.unlock(1)).toEqual({ kind: 'sent', answer: 'accepted' });
    await until('the door opened', () => boards.door(1) === 'open');
    expect(doors.pulses).toHaveLength(1);
    await boards.stop();
    await server.close();
  });

  it('that nobody serves does not stop the start', async () => {
    const bus = busOf([{ id: 'a', dialect: 'eight-a', channels: 8 }], {
      transport: { kind: 'tcp', host: '127.0.0.1', port: 1 },
    });
    const { boards, log } = cabinet(bus, locksOf('a', 8));
    await until('the refusal was noticed', () => log.of('bus-lost').length > 0);
    expect(log.of('bus-lost')[0]).toMatchObject({ failure: 'ECONNREFUSED' });
    await boards.stop();
  });
});
