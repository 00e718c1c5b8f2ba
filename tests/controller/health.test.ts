import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { healthSchema } from '../../src/contract/messages.ts';
import { HEALTH_EVERY_MS, healthPhaseMs } from '../../src/controller/health.ts';
import { LOCKER } from '../scenarios/documents.ts';
import { House } from '../scenarios/house.ts';

describe('the phase', () => {
  test('is the same for the same locker, within the interval', () => {
    expect(healthPhaseMs('demo-0217')).toBe(healthPhaseMs('demo-0217'));
    expect(healthPhaseMs('demo-0217')).not.toBe(healthPhaseMs('demo-0218'));
  });

  test.each([
    ['one city', (n: number) => `hz-binjiang-${String(n).padStart(5, '0')}`],
    ['bare numbers', (n: number) => String(n)],
    ['many cities', (n: number) => `${['sh', 'hz', 'nj', 'sz'][n % 4]}-lane-${n}`],
  ])('spreads 10,000 lockers of %s evenly over the five minutes', (_, id) => {
    const seconds = Array<number>(60).fill(0);
    for (let n = 0; n < 10_000; n++) {
      const slot = Math.floor((healthPhaseMs(id(n)) / HEALTH_EVERY_MS) * seconds.length);
      seconds[slot] = (seconds[slot] ?? 0) + 1;
    }
    const mean = 10_000 / seconds.length;
    const chiSquare = seconds.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0);
    // 59 degrees of freedom: chance exceeds 110 once in ten thousand.
    expect(chiSquare).toBeLessThan(110);
    expect(Math.max(...seconds)).toBeLessThan(2 * mean);
  });
});

describe('the message', () => {
  let house: House;
  beforeEach(async () => {
    house = new House();
    await house.start();
    await house.supply({ id: 'o1', code: '12345678' });
  });
  afterEach(() => house.demolish());

  const topic = `larder/v1/${LOCKER}/health`;
  const said = () => house.broker.log.filter((message) => message.topic === topic);
  const last = () => healthSchema.parse(JSON.parse(said().at(-1)?.payload ?? 'null'));

  test('comes at the connection, and then every five minutes at the locker’s own phase', async () => {
    expect(said().length).toBeGreaterThanOrEqual(1);
    const before = said().length;
    await house.time.advance(3 * HEALTH_EVERY_MS);
    expect(said()).toHaveLength(before + 3);
    expect(said().every(({ retain }) => retain)).toBe(true);
    house.broker.cut();
    await house.time.advance(3_000);
    expect(said()).toHaveLength(before + 4);
  });

  test('tells of journal, line, doors and compartments as they are', async () => {
    const [door = 0] = await house.load('o1');
    house.person.stop();
    house.doors.openByHand(3);
    await house.time.advance(HEALTH_EVERY_MS);
    const health = last();
    expect(health.compartments).toHaveLength(12);
    expect(health.compartments.find(({ number }) => number === door)).toEqual({
      ...{ number: door, generation: 1, occupancy: 'occupied', hold: null, door: 'closed' },
    });
    expect(health.compartments.find(({ number }) => number === 3)).toMatchObject({
      door: 'open',
      occupancy: 'unconfirmed',
    });
    expect(health).toMatchObject({
      clock: { quality: 'trusted', source: 'ntp', battery: 'none', aheadMs: 0, jumps: 0 },
      connection: { reconnects: 0, lastReason: null },
    });
    expect(health.journal).toMatchObject({ depth: 0, oldestAgeS: 0, acked: health.journal.head });
    expect(health.buses.locks).toMatchObject({ state: 'up', discardedBytes: 0 });
    expect(health.buses.locks?.lastHeardMsAgo).toBeLessThan(3_000);
    expect(health.disk.freeBytes).toBeGreaterThan(0);
    expect(health.uptimeS).toBeGreaterThan(100);
  });

  test('tells of trouble: a hub that does not acknowledge, a dead board, a clock that nobody vouches for', async () => {
    house.hub.acking = false;
    house.doors.openByHand(3);
    await house.time.advance(3_000);
    house.faults.dead = true;
    house.time.synchronised = false;
    await house.time.advance(HEALTH_EVERY_MS);
    const health = last();
    expect(health.journal.depth).toBe(health.journal.head - health.journal.acked);
    expect(health.journal.depth).toBeGreaterThan(0);
    expect(health.journal.oldestAgeS).toBeGreaterThan(60);
    expect(health.clock).toMatchObject({ quality: 'floor', source: 'none' });
    expect(health.buses.locks?.timeouts).toBeGreaterThan(0);
    expect(new Set(health.compartments.map(({ door }) => door))).toEqual(new Set(['unknown']));
  });

  test('reconnections are counted, with the last reason', async () => {
    house.broker.cut(undefined, { kind: 'lost', detail: 'no signal' });
    await house.time.advance(5_000);
    expect(last().connection.reconnects).toBe(1);
    expect(last().connection.lastReason).toContain('no signal');
  });

  test('none comes any more once the daemon has stopped', async () => {
    await house.stop();
    const before = said().length;
    await house.time.advance(2 * HEALTH_EVERY_MS);
    expect(said()).toHaveLength(before);
  });
});
