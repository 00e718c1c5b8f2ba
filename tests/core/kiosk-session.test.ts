import { describe, expect, test } from 'vitest';
import { isIdleWarning } from '../../src/core/kiosk-session.ts';
import { SCREEN_TIMES, type Stage } from '../../src/core/kiosk-stage.ts';
import type { ScreenInput } from '../../src/core/screen.ts';
import { Glass, pickup } from './sessions.ts';

const attract: Stage = { name: 'attract' };

describe('entering a code', () => {
  test('the eighth digit submits: there is no OK key', () => {
    const glass = new Glass().type('1234567');
    expect(glass.stage).toEqual({ name: 'code', digits: '1234567' });
    expect(glass.effects.filter(({ kind }) => kind === 'check-code')).toEqual([]);
    glass.type('8');
    expect(glass.stage).toEqual({ name: 'checking' });
    expect(glass.effects).toEqual([{ kind: 'hush' }, { kind: 'pay-ahead' }, { kind: 'check-code', code: '12345678' }]);
  });

  test('the lines are hushed at the sixth digit, once', () => {
    const glass = new Glass().type('12345');
    expect(glass.effects).toEqual([]);
    glass.type('67');
    expect(glass.effects.filter(({ kind }) => kind === 'hush')).toEqual([{ kind: 'hush' }]);
  });

  test.each<[string, (glass: Glass) => Glass]>([
    ['cleared', (glass) => glass.press({ kind: 'clear' })],
    ['left for help', (glass) => glass.press({ kind: 'help' })],
    ['left by back', (glass) => glass.press({ kind: 'back' })],
    ['wiped', (glass) => glass.wait(30_000)],
  ])('an entry that is %s says so, once; one that is whole does not', (_, leave) => {
    const dropped = (glass: Glass): number => glass.effects.filter(({ kind }) => kind === 'entry-dropped').length;
    expect(dropped(leave(new Glass().type('1234567')).wait(60_000))).toBe(1);
    expect(dropped(new Glass().type('12345678').wait(60_000))).toBe(0);
    expect(dropped(new Glass().type('1234567').press({ kind: 'delete' }))).toBe(0);
  });

  test('any digit ends attract and is the first of the code', () => {
    expect(new Glass().type('9').stage).toEqual({ name: 'code', digits: '9' });
  });

  test('delete takes one digit back, clear all of them; an empty entry is attract again', () => {
    const glass = new Glass().type('123').press({ kind: 'delete' });
    expect(glass.stage).toEqual({ name: 'code', digits: '12' });
    expect(glass.press({ kind: 'clear' }).stage).toEqual(attract);
    expect(glass.type('1').press({ kind: 'delete' }).stage).toEqual(attract);
    expect(glass.press({ kind: 'delete' }).press({ kind: 'clear' }).stage).toEqual(attract);
  });

  test('20 s of nothing warn, 30 s wipe', () => {
    const glass = new Glass().type('123').wait(19_500);
    expect(isIdleWarning(glass.session, glass.nowMs)).toBe(false);
    glass.wait(500);
    expect(isIdleWarning(glass.session, glass.nowMs)).toBe(true);
    expect(glass.wait(9_500).stage).toEqual({ name: 'code', digits: '123' });
    expect(glass.wait(500).stage).toEqual(attract);
  });

  test('a touch anywhere keeps the entry', () => {
    const glass = new Glass().type('123').wait(25_000).press({ kind: 'touch' });
    expect(isIdleWarning(glass.session, glass.nowMs)).toBe(false);
    expect(glass.wait(29_500).stage).toEqual({ name: 'code', digits: '123' });
  });

  test('while a code is checked nothing else begins', () => {
    const glass = new Glass({ name: 'checking' }).type('1').press({ kind: 'help' }).press({ kind: 'back' });
    expect(glass.stage).toEqual({ name: 'checking' });
  });
});

describe('cards that refuse', () => {
  test.each<Stage>([
    { name: 'wrong-code', triesLeft: 4, sinceMs: 0 },
    { name: 'refused', reason: 'expired', sinceMs: 0 },
    { name: 'cannot-record', sinceMs: 0 },
    { name: 'help', sinceMs: 0 },
    pickup('thanks'),
    pickup('jammed'),
    pickup('service'),
    pickup('left-open'),
    pickup('left-open-alarm'),
  ])('the keypad works at once on $name', (stage) => {
    expect(new Glass(stage).type('7').stage).toEqual({ name: 'code', digits: '7' });
    expect(new Glass(stage).press({ kind: 'back' }).stage).toEqual(attract);
  });

  test.each<[Stage, number]>([
    [{ name: 'wrong-code', triesLeft: 4, sinceMs: 0 }, SCREEN_TIMES.wrongCodeMs],
    [{ name: 'staff-refused', triesLeft: 4, sinceMs: 0 }, SCREEN_TIMES.wrongCodeMs],
    [{ name: 'refused', reason: 'held', sinceMs: 0 }, SCREEN_TIMES.refusedMs],
    [{ name: 'cannot-record', sinceMs: 0 }, SCREEN_TIMES.troubleMs],
    [{ name: 'help', sinceMs: 0 }, SCREEN_TIMES.helpMs],
    [{ name: 'wait', sinceMs: 0, waitMs: 37_000 }, 37_000],
    [pickup('thanks'), SCREEN_TIMES.thanksMs],
    [pickup('jammed'), SCREEN_TIMES.troubleMs],
    [pickup('service'), SCREEN_TIMES.troubleMs],
  ])('%j goes by itself after %d ms', (stage, ms) => {
    const glass = new Glass(stage).wait(ms - 500);
    expect(glass.stage).toEqual(stage);
    expect(glass.wait(500).stage).toEqual(attract);
  });

  test('a wait ignores digits and cannot be left but for help, which stays live', () => {
    const wait: Stage = { name: 'wait', sinceMs: 0, waitMs: 60_000 };
    const glass = new Glass(wait).type('12345678').press({ kind: 'back' }).press({ kind: 'clear' });
    expect(glass.stage).toEqual(wait);
    expect(glass.effects).toEqual([]);
    expect(glass.press({ kind: 'help' }).stage).toMatchObject({ name: 'help' });
  });

  test('help, and back again', () => {
    const glass = new Glass().press({ kind: 'help' });
    expect(glass.stage).toEqual({ name: 'help', sinceMs: 0 });
    expect(glass.press({ kind: 'back' }).stage).toEqual(attract);
  });
});

describe('a door of somebody', () => {
  test('while it is opening nobody interferes', () => {
    const stage = pickup('opening');
    const glass = new Glass(stage).type('1').press({ kind: 'help' }).press({ kind: 'back' }).wait(120_000);
    expect(glass.stage).toEqual(stage);
  });

  test('a second resident begins after 20 s of an open door, not sooner', () => {
    const glass = new Glass(pickup('open')).wait(19_500).type('1');
    expect(glass.stage.name).toBe('pickup');
    expect(glass.wait(500).type('1').stage).toEqual({ name: 'code', digits: '1' });
  });

  test.each(['open', 'left-open', 'left-open-alarm', 'thanks'] as const)('%s: open again, if it may', (phase) => {
    expect(new Glass(pickup(phase)).press({ kind: 'open-again' }).effects).toEqual([
      { kind: 'open-again', orderId: 'o1' },
    ]);
    expect(new Glass(pickup(phase, { canOpenAgain: false })).press({ kind: 'open-again' }).effects).toEqual([]);
    expect(new Glass(pickup(phase)).press({ kind: 'try-again' }).effects).toEqual([]);
  });

  test.each(['opening', 'jammed', 'service'] as const)('%s: no open again', (phase) => {
    expect(new Glass(pickup(phase)).press({ kind: 'open-again' }).effects).toEqual([]);
  });

  test('try again only after a jam', () => {
    const effects = [{ kind: 'try-again', orderId: 'o1' }];
    expect(new Glass(pickup('jammed')).press({ kind: 'try-again' }).effects).toEqual(effects);
  });

  test('the button of the thanks lives for 20 s', () => {
    const glass = new Glass(pickup('thanks')).wait(20_000).press({ kind: 'open-again' });
    expect(glass.effects).toEqual([]);
  });

  /** 05, One opening, 4: the button "dies at the next interaction of anybody". */
  test.each<ScreenInput>([{ kind: 'digit', digit: '1' }, { kind: 'help' }, { kind: 'back' }, { kind: 'touch' }])(
    'the button of the thanks dies at the next interaction: $kind',
    (act) => {
      const glass = new Glass(pickup('thanks')).press(act).press({ kind: 'open-again' });
      expect(glass.effects).toEqual([]);
    },
  );

  test('open again on any other card does nothing', () => {
    const glass = new Glass().press({ kind: 'open-again' }).type('12').press({ kind: 'open-again' });
    expect(glass.press({ kind: 'try-again' }).effects).toEqual([]);
  });
});

describe('language and large type', () => {
  const changed = { language: 'en', largeType: true };
  const change = (glass: Glass): Glass =>
    glass.press({ kind: 'language', language: 'en' }).press({ kind: 'large-type', on: true });

  test('change at once, on any card, and leave the card as it is', () => {
    const glass = change(new Glass().type('12'));
    expect(glass.session).toMatchObject({ ...changed, stage: { name: 'code', digits: '12' } });
  });

  test('are reset on idle', () => {
    const glass = change(new Glass());
    expect(glass.wait(29_500).session).toMatchObject(changed);
    expect(glass.wait(500).session).toMatchObject({ language: 'zh', largeType: false });
  });

  test('are reset when an entry is wiped', () => {
    const glass = change(new Glass().type('1')).wait(30_000);
    expect(glass.session).toMatchObject({ stage: attract, language: 'zh', largeType: false });
  });

  test('are kept for somebody who was there a moment ago when a card goes by itself', () => {
    const glass = new Glass({ name: 'refused', reason: 'expired', sinceMs: 0 }).wait(15_000);
    expect(change(glass).wait(5_000).session).toMatchObject({ stage: attract, ...changed });
    expect(glass.wait(30_000).session).toMatchObject({ language: 'zh', largeType: false });
  });
});
