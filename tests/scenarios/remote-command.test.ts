import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { House } from './house.ts';

const SPARE = 12;
let house: House;
let door: number;
beforeEach(async () => {
  house = new House();
  await house.start();
  await house.supply({ id: 'o1', code: '12345678' }, { id: 'o2', code: '87654321' });
  [door = 0] = await house.load('o1');
});
afterEach(() => house.demolish());

const generation = (compartment: number): number => house.compartment(compartment)?.generation ?? -1;
const pulsesSince = (before: number): number[] => house.pulses().slice(before);
const collect = (orderId: string, compartment: number, more: Record<string, unknown> = {}) => ({
  args: {
    compartment,
    generation: generation(compartment),
    purpose: { kind: 'collect', orderId },
    reason: 'help line',
  },
  ...more,
});
const settle = (): Promise<void> => house.time.advance(1_000);

test('inspect opens the door; done says what the door did, not what was sent', async () => {
  const before = house.pulses().length;
  house.hub.open('command-1', SPARE, generation(SPARE));
  await settle();
  expect(pulsesSince(before)).toEqual([SPARE]);
  expect(house.hub.of('command.started')).toEqual([{ commandId: 'command-1', type: 'open' }]);
  expect(house.hub.of('command.done')).toEqual([
    { commandId: 'command-1', result: { compartment: SPARE, door: 'open' } },
  ]);
  expect(house.hub.of('door.opened').at(-1)).toEqual({ compartment: SPARE, cause: 'command' });
});

test('started is in the journal before the lock moves', async () => {
  const seen: string[][] = [];
  house.doors.onPulse(() => {
    seen.push(house.store.transact((tx) => tx.journal.after(0, 1_000).map(({ type }) => type)).slice(-1));
  });
  house.hub.open('command-1', SPARE, generation(SPARE));
  await settle();
  expect(seen).toEqual([['command.started']]);
});

test('collect opens for the order, and it is collected when the door closes', async () => {
  house.hub.open('command-1', door, 0, collect('o1', door));
  await settle();
  expect(house.hub.of('command.done')).toEqual([
    { commandId: 'command-1', result: { compartment: door, door: 'open' } },
  ]);
  expect(house.order('o1')?.state).toBe('stored');
  await house.time.advance(6_000);
  expect(house.order('o1')?.state).toBe('collected');
});

describe('refused, without a pulse, and told of', () => {
  test.each<[string, string, () => Record<string, unknown>]>([
    ['a wrong generation', 'is of generation 0, not 1', () => ({ args: { ...inspect(SPARE), generation: 1 } })],
    ['another session', 'of another session', () => ({ session: 'x'.repeat(24) })],
    ['too late', 'too late', () => ({ notAfterMs: house.time.monotonicMs - 1 })],
    ['another locker', 'addressed to another locker', () => ({ aud: 'demo-0218' })],
    ['an unknown compartment', 'this cabinet has no compartment 13', () => ({ args: inspect(13) })],
    ['an order that is not loaded', 'order o2 is not stored', () => collect('o2', SPARE)],
    ['an order of another door', 'order o1 is not stored in compartment 12', () => collect('o1', SPARE)],
    ['an order that nobody knows', 'order o9 is not stored', () => collect('o9', door)],
  ])('%s', async (_, reason, more) => {
    const before = house.pulses().length;
    house.hub.open('command-1', SPARE, 0, more());
    await settle();
    expect(pulsesSince(before)).toEqual([]);
    expect(house.hub.of('command.refused')).toEqual([
      { commandId: 'command-1', reason: expect.stringContaining(reason) },
    ]);
    expect(house.hub.of('command.started')).toEqual([]);
  });

  const inspect = (compartment: number) => ({
    ...{ compartment, generation: 0, purpose: { kind: 'inspect' }, reason: 'test' },
  });

  test('a compartment that is held, for its resident; not for an inspection', async () => {
    house.store.transact((tx) => {
      const compartment = tx.compartments.get(door);
      if (compartment) tx.compartments.put({ ...compartment, hold: 'warm' });
    });
    house.hub.open('command-1', door, 0, collect('o1', door));
    await settle();
    expect(house.hub.of('command.refused')).toEqual([{ commandId: 'command-1', reason: 'held for safety' }]);
    house.hub.open('command-2', door, generation(door));
    await settle();
    expect(house.hub.of('command.done')).toHaveLength(1);
  });

  test('while that door is open; another door opens all the same', async () => {
    house.person.stop();
    house.type('12345678');
    await settle();
    const before = house.pulses().length;
    house.hub.open('command-1', door, generation(door));
    house.hub.open('command-2', SPARE, generation(SPARE));
    await settle();
    expect(pulsesSince(before)).toEqual([SPARE]);
    expect(house.hub.of('command.refused')).toEqual([
      { commandId: 'command-1', reason: `compartment ${door} is being opened already` },
    ]);
  });

  test('what is no command at all', async () => {
    const before = house.pulses().length;
    house.hub.open('command-1', SPARE, 0, { type: 'open-all' });
    await settle();
    expect(pulsesSince(before)).toEqual([]);
    expect(house.log.of('message-refused').at(-1)?.reason).toContain('not a command');
  });
});

test('a command that waited for a connection is of another session by then', async () => {
  const before = house.pulses().length;
  const { nonce } = house.hub;
  house.broker.cut();
  await house.time.advance(3_000);
  expect(house.hub.nonce).not.toBe(nonce);
  house.hub.open('command-1', SPARE, 0, { session: nonce, notAfterMs: house.time.monotonicMs + 60_000 });
  await settle();
  expect(pulsesSince(before)).toEqual([]);
});

test('a wrong wall clock neither opens nor blocks', async () => {
  house.time.stepWall(-365 * 86_400_000);
  house.hub.open('command-1', SPARE, 0);
  await settle();
  house.time.stepWall(2 * 365 * 86_400_000);
  house.hub.open('command-2', SPARE, 0, { notAfterMs: house.time.monotonicMs - 1 });
  await settle();
  expect(house.hub.of('command.done').map(({ commandId }) => commandId)).toEqual(['command-1']);
  expect(house.hub.of('command.refused').map(({ commandId }) => commandId)).toEqual(['command-2']);
});

test('a repeated id does nothing, whatever came of the first', async () => {
  const before = house.pulses().length;
  house.hub.open('command-1', SPARE, 0);
  await house.time.advance(10_000);
  house.hub.open('command-1', SPARE, 0);
  house.hub.open('command-1', door, generation(door));
  house.hub.open('refused-1', 99, 0);
  await settle();
  house.hub.open('refused-1', SPARE, 0);
  await house.time.advance(10_000);
  expect(pulsesSince(before)).toEqual([SPARE]);
  expect(house.hub.of('command.done')).toHaveLength(1);
  expect(house.hub.of('command.refused')).toHaveLength(1);
});

test('a repeated id does nothing after a power cut either', async () => {
  house.hub.open('command-1', SPARE, 0);
  await house.time.advance(10_000);
  await house.crash();
  await house.start();
  const before = house.pulses().length;
  house.hub.open('command-1', SPARE, 0);
  await house.time.advance(5_000);
  expect(pulsesSince(before)).toEqual([]);
});

test('a jammed door is a command that failed', async () => {
  house.doors.jam(SPARE);
  house.hub.open('command-1', SPARE, 0);
  await house.time.advance(7_000);
  expect(house.hub.of('command.done')).toEqual([
    { commandId: 'command-1', result: { compartment: SPARE, door: 'closed', failure: 'jammed' } },
  ]);
});

test('a dead line is a command that failed, and says that nothing was sent', async () => {
  house.port.cut();
  house.port.refusal = { code: 'ENOENT', message: 'unplugged' };
  await settle();
  house.hub.open('command-1', SPARE, 0);
  await settle();
  expect(house.hub.of('command.done')).toMatchObject([{ result: { failure: 'not-sent' } }]);
});

test('started, then a power cut: unknown, with what the door says, and never a second pulse', async () => {
  house.doors.jam(SPARE);
  house.hub.open('command-1', SPARE, 0);
  await house.time.advance(50);
  const before = house.pulses().length;
  await house.crash();
  await house.start();
  await house.time.advance(15_000);
  expect(pulsesSince(before)).toEqual([]);
  expect(house.hub.of('command.unknown')).toEqual([{ commandId: 'command-1', compartment: SPARE, door: 'closed' }]);
  expect(house.hub.of('command.done')).toEqual([]);
});

test('started, then a power cut while the door swings open: done, since the door says so', async () => {
  house.person.stop();
  house.hub.open('command-1', SPARE, 0);
  await house.time.advance(50);
  await house.crash();
  await house.time.advance(1_000);
  await house.start();
  await house.time.advance(15_000);
  expect(house.hub.of('command.done')).toMatchObject([{ result: { compartment: SPARE, door: 'open' } }]);
});

test('a resident’s code while the command’s pulse is on its way: one door, one order, nobody’s door never', async () => {
  house.type('1234567');
  house.hub.open('command-1', door, 0, collect('o1', door));
  await house.time.advance(0);
  await house.time.settle();
  house.type('8');
  await house.time.advance(8_000);
  expect(house.order('o1')?.state).toBe('collected');
  expect(house.hub.of('door.opened').filter(({ cause }) => cause === 'nobody')).toEqual([]);
});
