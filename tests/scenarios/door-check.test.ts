/** Door by door, members bring a cabinet back whose database was lost (05, When the database is lost). */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type House, LEADER } from './house.ts';
import { AMBIENT, CHILLED, LostHouse } from './lost-house.ts';

let home: LostHouse;
let house: House;
beforeEach(async () => {
  home = new LostHouse();
  house = home.house;
  await home.stock();
});
afterEach(() => house.demolish());

/** The order is as unknown as after the loss, its door on the list. */
async function expectNothingAssumed(orderId: string, compartment: number): Promise<void> {
  expect(house.order(orderId)).toMatchObject({ state: 'assigned', lastKnown: { compartment } });
  expect(house.compartment(compartment)).toMatchObject({ occupancy: 'unconfirmed', orderId: null, toCheck: true });
  if (house.view.name !== 'staff-doors') await house.signIn();
  expect(home.listed(compartment)).toMatchObject({ orderId });
}

describe('a door is checked', () => {
  test('inside and good: stored in a new generation, and the code opens that door', async () => {
    await home.lose();
    await house.signIn();
    expect(home.doors()).toHaveLength(12);
    expect(home.listed(home.dry)).toEqual({ compartment: home.dry, orderId: 'dry', held: false });
    house.press({ kind: 'back' });
    expect(house.view).toMatchObject({ name: 'staff-orders', orders: [], doorsToCheck: 12 });
    house.press({ kind: 'back' });
    await home.check(home.dry, 'good');
    const { generation } = house.compartment(home.dry) ?? {};
    expect(house.hub.of('order.stored')).toEqual([
      { orderId: 'dry', compartment: home.dry, generation, staffId: 's-1001' },
    ]);
    expect(house.order('dry')).toMatchObject({ state: 'stored', compartment: home.dry, generation });
    expect(house.order('dry')).not.toHaveProperty('lastKnown');
    await home.expectOpens(AMBIENT.code, home.dry);
    await house.time.advance(1_500);
    await home.close(home.dry);
    expect(house.order('dry')?.state).toBe('collected');
  });

  test('in a held zone a stocker’s word stores it and keeps the hold; a leader’s clears it', async () => {
    await home.lose();
    await home.check(home.cold, 'good');
    expect(house.order('cold')?.state).toBe('stored');
    expect(house.hub.of('hold.cleared')).toEqual([]);
    await home.enter(CHILLED.code);
    expect(house.view).toEqual({ name: 'refused', reason: 'held' });
    await house.time.advance(1_000);

    await house.signIn();
    expect(home.listed(home.cold)).toEqual({ compartment: home.cold, orderId: 'cold', held: true });
    await home.open(home.cold);
    expect(house.view).toMatchObject({ answers: ['discarded', 'empty'] });
    house.press({ kind: 'found', finding: 'good' });
    await home.close(home.cold);
    expect(house.view).toMatchObject({ name: 'door-check', door: 'closed' });
    house.press({ kind: 'back' });
    house.press({ kind: 'back' });
    house.press({ kind: 'back' });

    await home.check(home.cold, 'good', LEADER);
    expect(house.hub.of('order.stored')).toHaveLength(1);
    expect(house.hub.of('hold.cleared')).toEqual([
      { compartment: home.cold, reason: 'inspected-ok', staffId: 's-2001' },
    ]);
    await home.expectOpens(CHILLED.code, home.cold);
  });

  test('a leader alone stores and clears in one go', async () => {
    await home.lose();
    await home.check(home.cold, 'good', LEADER);
    expect(house.hub.types().slice(-5)).toEqual(
      expect.arrayContaining(['order.stored', 'hold.cleared', 'staff.signed-out']),
    );
    await home.expectOpens(CHILLED.code, home.cold);
  });

  test('thrown away: the order is removed, the space is empty and free again', async () => {
    await home.lose();
    await home.check(home.cold, 'discarded');
    expect(house.order('cold')?.state).toBe('removed');
    expect(house.compartment(home.cold)).toMatchObject({ occupancy: 'confirmed-empty', hold: null, toCheck: false });
    expect(house.hub.of('order.removed')).toEqual([{ orderId: 'cold', compartment: home.cold, staffId: 's-1001' }]);
    expect(house.hub.of('hold.cleared')).toEqual([{ compartment: home.cold, reason: 'discarded', staffId: 's-1001' }]);
    expect(house.hub.of('compartment.confirmed-empty')).toEqual([{ compartment: home.cold, staffId: 's-1001' }]);
    await home.enter(CHILLED.code);
    expect(house.view).toEqual({ name: 'refused', reason: 'expired' });
  });

  test('not there: the order waits as any other, and the hub’s old word changes nothing', async () => {
    await home.lose();
    await home.check(home.dry, 'empty');
    expect(house.compartment(home.dry)).toMatchObject({ occupancy: 'confirmed-empty', toCheck: false });
    expect(house.order('dry')).toMatchObject({ state: 'assigned' });
    house.hub.orders(...home.believed());
    await house.time.advance(1_000);
    expect(house.order('dry')).not.toHaveProperty('lastKnown');
    await house.signIn();
    house.press({ kind: 'back' });
    expect(house.view).toMatchObject({ orders: [{ orderId: 'dry', compartment: home.dry }] });
  });

  test('the answer may come after the door has closed, or while it is open: it counts when both are so', async () => {
    await home.lose();
    house.person.stop();
    await house.signIn();
    await home.open(home.dry);
    house.press({ kind: 'found', finding: 'good' });
    expect(house.view).toMatchObject({ answer: 'good', answers: [] });
    expect(house.order('dry')?.state).toBe('assigned');
    await home.close(home.dry);
    expect(house.order('dry')?.state).toBe('stored');
    const other = home.doors().find(({ orderId, held }) => orderId === undefined && !held)?.compartment ?? 0;
    await home.open(other);
    await home.close(other);
    expect(house.view).toMatchObject({ name: 'door-check', door: 'closed', answers: ['discarded', 'empty'] });
    expect(house.compartment(other)?.occupancy).toBe('unconfirmed');
    house.press({ kind: 'found', finding: 'empty' });
    expect(house.compartment(other)).toMatchObject({ occupancy: 'confirmed-empty', toCheck: false });
    expect(home.listed(other)).toBeUndefined();
  });

  test('a door that need not be checked does not open here', async () => {
    await home.lose();
    await home.check(home.dry, 'good');
    await house.signIn();
    const before = house.pulses().length;
    house.press({ kind: 'check-door', compartment: home.dry });
    house.press({ kind: 'check-door', compartment: 999 });
    await house.time.advance(1_000);
    expect(house.pulses()).toHaveLength(before);
    expect(house.view.name).toBe('staff-doors');
  });

  test('nobody who is not signed in opens one', async () => {
    await home.lose();
    const before = house.pulses().length;
    house.press({ kind: 'check-doors' });
    house.press({ kind: 'check-door', compartment: home.dry });
    house.press({ kind: 'found', finding: 'empty' });
    await house.time.advance(1_000);
    expect(house.pulses()).toHaveLength(before);
    expect(house.compartment(home.dry)?.occupancy).toBe('unconfirmed');
  });

  test('an order that the hub revokes while its door is open is not stored', async () => {
    await home.lose();
    house.person.stop();
    await house.signIn();
    await home.open(home.dry);
    house.press({ kind: 'found', finding: 'good' });
    house.hub.orders({ ...CHILLED, lastKnown: home.cold }, { ...AMBIENT, state: 'revoked' });
    await house.time.advance(500);
    await home.close(home.dry);
    expect(house.order('dry')?.state).toBe('removed');
    expect(home.listed(home.dry)).toEqual({ compartment: home.dry, orderId: undefined, held: false });
  });
});

describe('nothing is assumed', () => {
  beforeEach(async () => {
    await home.lose();
    house.person.stop();
    await house.signIn();
  });

  test('when the member goes back, and the door closes behind them', async () => {
    await home.open(home.dry);
    house.press({ kind: 'found', finding: 'good' });
    house.press({ kind: 'back' });
    await home.close(home.dry);
    await expectNothingAssumed('dry', home.dry);
  });

  test('when the member walks away from an open door', async () => {
    await home.open(home.dry);
    house.press({ kind: 'found', finding: 'good' });
    await house.time.advance(181_000);
    expect(house.view.name).toBe('attract');
    await home.close(home.dry);
    await expectNothingAssumed('dry', home.dry);
  });

  test('when the member says nothing', async () => {
    await home.open(home.dry);
    await home.close(home.dry);
    await house.time.advance(61_000);
    await expectNothingAssumed('dry', home.dry);
  });

  test('when the door is jammed: it may be tried again', async () => {
    house.doors.jam(home.dry);
    house.press({ kind: 'check-door', compartment: home.dry });
    await house.time.advance(7_000);
    expect(house.view).toMatchObject({ name: 'door-check', door: 'jammed', answers: [] });
    house.press({ kind: 'found', finding: 'good' });
    house.doors.free(home.dry);
    await home.open(home.dry);
    house.press({ kind: 'found', finding: 'good' });
    await home.close(home.dry);
    expect(house.order('dry')?.state).toBe('stored');
  });

  test('when the line is dead', async () => {
    house.port.cut();
    house.port.refusal = { code: 'ENOENT', message: 'unplugged' };
    await house.time.advance(1_000);
    house.press({ kind: 'check-door', compartment: home.dry });
    await house.time.advance(500);
    expect(house.view).toMatchObject({ name: 'door-check', door: 'no-answer' });
    house.press({ kind: 'back' });
    await expectNothingAssumed('dry', home.dry);
  });

  test.each([
    ['after the intent', 50, false, false],
    ['with the door open', 1_500, false, false],
    ['with the door open and the answer given', 1_500, true, false],
    ['with the door closed and no answer', 1_500, false, true],
  ])('when the power fails %s', async (_, afterMs, answered, closed) => {
    house.press({ kind: 'check-door', compartment: home.dry });
    await house.time.advance(afterMs);
    if (answered) house.press({ kind: 'found', finding: 'good' });
    if (closed) await home.close(home.dry);
    await house.crash();
    await house.time.advance(1_000);
    const before = house.pulses().length;
    await house.start();
    await house.time.advance(12_000);
    expect(house.pulses()).toHaveLength(before);
    if (house.doors.state(home.dry) === 'open') await home.close(home.dry);
    await house.time.advance(3_000);
    await expectNothingAssumed('dry', home.dry);
  });

  test('and after the power failed with the answer counted, it stands', async () => {
    await home.open(home.dry);
    house.press({ kind: 'found', finding: 'good' });
    await home.close(home.dry);
    await house.crash();
    await house.start();
    await home.expectOpens(AMBIENT.code, home.dry);
  });
});
