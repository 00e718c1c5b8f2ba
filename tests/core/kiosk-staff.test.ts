import { expect, test } from 'vitest';
import { SCREEN_TIMES } from '../../src/core/kiosk-stage.ts';
import { check, Glass, loading, staff } from './sessions.ts';

const attract = { name: 'attract' };

test('staff sign in behind help: four digits, then eight that submit', () => {
  const glass = new Glass().press({ kind: 'staff' });
  expect(glass.stage).toEqual(attract);
  glass.press({ kind: 'help' }).press({ kind: 'staff' });
  expect(glass.type('100').stage).toEqual({ name: 'staff-number', digits: '100' });
  expect(glass.type('1').stage).toEqual({ name: 'staff-secret', number: '1001', digits: '' });
  expect(glass.type('5551234').effects).toEqual([]);
  expect(glass.type('5').stage).toEqual({ name: 'checking' });
  expect(glass.effects).toEqual([{ kind: 'sign-in', number: '1001', secret: '55512345' }]);
});

test('delete and clear work on the secret, and never reach back into the number', () => {
  const glass = new Glass({ name: 'staff-secret', number: '1001', digits: '12' }).press({ kind: 'delete' });
  expect(glass.stage).toEqual({ name: 'staff-secret', number: '1001', digits: '1' });
  expect(glass.press({ kind: 'clear' }).press({ kind: 'delete' }).stage).toEqual({
    ...{ name: 'staff-secret', number: '1001', digits: '' },
  });
});

test('back, or 30 s of nothing, leave a half-typed sign-in; the digits are gone', () => {
  expect(new Glass({ name: 'staff-secret', number: '1001', digits: '12' }).press({ kind: 'back' }).stage).toEqual(
    attract,
  );
  expect(new Glass({ name: 'staff-secret', number: '1001', digits: '12' }).wait(30_000).stage).toEqual(attract);
  expect(new Glass({ name: 'staff-number', digits: '1' }).wait(30_000).stage).toEqual(attract);
});

test('after a refusal the next digit begins a new number', () => {
  const glass = new Glass({ name: 'staff-refused', triesLeft: 3, sinceMs: 0 }).type('7');
  expect(glass.stage).toEqual({ name: 'staff-number', digits: '7' });
});

test('signing out by back, and by 60 s of nothing', () => {
  const byHand = new Glass(staff()).press({ kind: 'back' });
  expect(byHand.stage).toEqual(attract);
  expect(byHand.effects).toEqual([{ kind: 'sign-out', staffId: 's1', idle: false, loading: null }]);
  const idle = new Glass(staff()).wait(59_500);
  expect(idle.stage.name).toBe('staff');
  expect(idle.wait(500).stage).toEqual(attract);
  expect(idle.effects).toEqual([{ kind: 'sign-out', staffId: 's1', idle: true, loading: null }]);
});

test('a signed-in member is not interrupted by keys or help', () => {
  const glass = new Glass(staff()).type('12345678').press({ kind: 'help' }).press({ kind: 'clear' });
  expect(glass.stage).toEqual(staff());
  expect(glass.effects).toEqual([]);
});

test('nobody is signed out while a door may move, but for three minutes without a touch', () => {
  expect(new Glass(staff(loading('opening'))).wait(179_000).stage.name).toBe('staff');
  expect(new Glass(staff(loading('open'))).wait(180_500).stage.name).toBe('attract');
  expect(new Glass(staff(loading('open'))).wait(179_000).stage.name).toBe('staff');
  const closed = new Glass(staff(loading('closed'))).wait(60_000);
  expect(closed.stage).toEqual(attract);
  expect(closed.effects).toEqual([{ kind: 'sign-out', staffId: 's1', idle: true, loading: loading('closed') }]);
});

test('orders are loaded from the list only, one at a time', () => {
  const act = { kind: 'load-order', orderId: 'o7' } as const;
  const effects = [{ kind: 'load-order', orderId: 'o7', staffId: 's1' }];
  expect(new Glass(staff()).press(act).effects).toEqual(effects);
  expect(new Glass(staff(loading('open'))).press(act).effects).toEqual([]);
  expect(new Glass().press(act).effects).toEqual([]);
});

test('whether it was empty is taken as an answer only while it is asked', () => {
  const page = loading('open');
  const effects = [{ kind: 'was-empty', empty: false, page, staffId: 's1' }];
  expect(new Glass(staff(page)).press({ kind: 'was-empty', empty: false }).effects).toEqual(effects);
  expect(new Glass(staff(loading('open', false))).press({ kind: 'was-empty', empty: true }).effects).toEqual([]);
  expect(new Glass(staff()).press({ kind: 'was-empty', empty: true }).effects).toEqual([]);
});

test.each(['jammed', 'no-answer', 'opening', 'open', 'closed'] as const)(
  'a loading can be given up with its door %s: the order waits again',
  (door) => {
    const glass = new Glass(staff(loading(door))).press({ kind: 'back' });
    expect(glass.stage).toEqual(staff());
    expect(glass.effects).toEqual([{ kind: 'give-up-loading', loading: loading(door) }]);
  },
);

test('a loading whose door did not open may be tried again, and only such a one', () => {
  const effects = [{ kind: 'load-order', orderId: 'o1', staffId: 's1' }];
  expect(new Glass(staff(loading('jammed'))).press({ kind: 'try-again' }).effects).toEqual(effects);
  expect(new Glass(staff(loading('no-answer'))).press({ kind: 'try-again' }).effects).toEqual(effects);
  expect(new Glass(staff(loading('open'))).press({ kind: 'try-again' }).effects).toEqual([]);
  expect(new Glass(staff()).press({ kind: 'try-again' }).effects).toEqual([]);
});

const doors = { kind: 'doors', justChecked: null } as const;

test('to the doors to check and back, and out', () => {
  const glass = new Glass(staff()).press({ kind: 'check-doors' });
  expect(glass.stage).toEqual(staff(doors));
  expect(glass.press({ kind: 'check-doors' }).stage).toEqual(staff(doors));
  expect(glass.press({ kind: 'back' }).stage).toEqual(staff());
  expect(new Glass().press({ kind: 'check-doors' }).stage).toEqual(attract);
});

test('doors are checked from their list only, one at a time; a stuck one once more', () => {
  const act = { kind: 'check-door', compartment: 5 } as const;
  const effects = [{ kind: 'check-door', compartment: 5, staffId: 's1' }];
  expect(new Glass(staff(doors)).press(act).effects).toEqual(effects);
  expect(new Glass(staff(check('jammed'))).press(act).effects).toEqual(effects);
  expect(new Glass(staff(check('no-answer'))).press(act).effects).toEqual(effects);
  expect(new Glass(staff(check('jammed'))).press({ ...act, compartment: 6 }).effects).toEqual([]);
  for (const page of [check('open'), check('closed'), loading('open')]) {
    expect(new Glass(staff(page)).press(act).effects).toEqual([]);
  }
  expect(new Glass(staff()).press(act).effects).toEqual([]);
  expect(new Glass().press(act).effects).toEqual([]);
});

test('what was found is taken once the door has opened, once, and only what this member may say', () => {
  const act = { kind: 'found', finding: 'good' } as const;
  const checker = { staffId: 's1', role: 'stocker' };
  const effects = [{ ...act, compartment: 5, checker }];
  expect(new Glass(staff(check('open'))).press(act).effects).toEqual(effects);
  expect(new Glass(staff(check('closed'))).press(act).effects).toEqual(effects);
  for (const page of [check('opening'), check('jammed'), check('no-answer'), check('open', { answer: 'empty' })]) {
    expect(new Glass(staff(page)).press(act).effects).toEqual([]);
  }
  expect(new Glass(staff(check('open', { answers: ['discarded', 'empty'] }))).press(act).effects).toEqual([]);
  expect(new Glass(staff(loading('open'))).press(act).effects).toEqual([]);
});

test('who turns away from a door, by back or by walking off, leaves it unchecked', () => {
  const back = new Glass(staff(check('open', { answer: 'good' }))).press({ kind: 'back' });
  expect(back.stage).toEqual(staff(doors));
  expect(back.effects).toEqual([{ kind: 'leave-check' }]);
  expect(new Glass(staff(check('open'))).wait(179_000).stage.name).toBe('staff');
  const gone = new Glass(staff(check('open'))).wait(180_500);
  expect(gone.stage).toEqual(attract);
  expect(gone.effects).toEqual([
    { kind: 'leave-check' },
    { kind: 'sign-out', staffId: 's1', idle: true, loading: null },
  ]);
});

test('the news of what was checked stands for 6 s', () => {
  const glass = new Glass(staff({ kind: 'doors', justChecked: 5 })).wait(SCREEN_TIMES.justStoredMs - 500);
  expect(glass.stage).toEqual(staff({ kind: 'doors', justChecked: 5 }));
  expect(glass.wait(500).stage).toEqual(staff(doors));
});

test('the news of what was stored stands for 6 s', () => {
  const page = { kind: 'orders', justStored: { orderId: 'o1', compartment: 5 } } as const;
  const glass = new Glass(staff(page)).wait(SCREEN_TIMES.justStoredMs - 500);
  expect(glass.stage).toEqual(staff(page));
  expect(glass.wait(500).stage).toEqual(staff());
});
