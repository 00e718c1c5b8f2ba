import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FINDINGS } from '../../src/core/door-check.ts';
import type { Stage } from '../../src/core/kiosk-stage.ts';
import type { KioskEffect } from '../../src/core/kiosk-step.ts';
import { DIGITS, type ScreenInput } from '../../src/core/screen.ts';
import { check, Glass, loading, pickup, staff } from './sessions.ts';

const anyInput: fc.Arbitrary<ScreenInput> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('digit' as const), digit: fc.constantFrom(...DIGITS) }) },
  ...(['clear', 'delete', 'touch', 'help', 'back', 'open-again', 'try-again', 'staff'] as const).map((kind) =>
    fc.constant({ kind }),
  ),
  fc.record({ kind: fc.constant('language' as const), language: fc.constantFrom('zh' as const, 'en' as const) }),
  fc.record({ kind: fc.constant('large-type' as const), on: fc.boolean() }),
  fc.constant({ kind: 'load-order' as const, orderId: 'o1' }),
  fc.record({ kind: fc.constant('was-empty' as const), empty: fc.boolean() }),
  fc.constant({ kind: 'check-doors' as const }),
  fc.constant({ kind: 'check-door' as const, compartment: 5 }),
  fc.record({ kind: fc.constant('found' as const), finding: fc.constantFrom(...FINDINGS) }),
);

/** What the daemon, or a door, may put on the screen at any time. */
const anyOutcome: fc.Arbitrary<Stage> = fc.constantFrom<Stage>(
  { name: 'wrong-code', triesLeft: 2, sinceMs: 0 },
  { name: 'wait', sinceMs: 0, waitMs: 12_345 },
  { name: 'refused', reason: 'held', sinceMs: 0 },
  { name: 'cannot-record', sinceMs: 0 },
  { name: 'staff-refused', triesLeft: 1, sinceMs: 0 },
  ...(['opening', 'open', 'left-open', 'left-open-alarm', 'thanks', 'jammed', 'service'] as const).map((phase) =>
    pickup(phase),
  ),
  staff(),
  ...(['opening', 'open', 'closed', 'jammed', 'no-answer'] as const).map((door) => staff(loading(door))),
  ...(['opening', 'open', 'closed', 'jammed', 'no-answer'] as const).map((door) => staff(check(door))),
);

type Act = { readonly press: ScreenInput } | { readonly waitMs: number } | { readonly show: Stage };

const anyActs: fc.Arbitrary<Act[]> = fc.array(
  fc.oneof(
    { weight: 10, arbitrary: fc.record({ press: anyInput }) },
    { weight: 2, arbitrary: fc.record({ waitMs: fc.integer({ min: 1, max: 70_000 }) }) },
    { weight: 1, arbitrary: fc.record({ show: anyOutcome }) },
  ),
  { maxLength: 120 },
);

function play(acts: readonly Act[], see: (glass: Glass, before: Stage, effects: readonly KioskEffect[]) => void): void {
  const glass = new Glass();
  for (const act of acts) {
    const before = glass.stage;
    const known = glass.effects.length;
    if ('press' in act) glass.press(act.press);
    else if ('waitMs' in act) glass.wait(act.waitMs);
    else glass.show('sinceMs' in act.show ? { ...act.show, sinceMs: glass.nowMs } : act.show);
    see(glass, before, glass.effects.slice(known));
  }
}

test('whatever people press and whenever: only whole codes and secrets are ever submitted', () => {
  fc.assert(
    fc.property(anyActs, (acts) => {
      play(acts, (_glass, _before, effects) => {
        for (const effect of effects) {
          if (effect.kind === 'check-code') expect(effect.code).toMatch(/^\d{8}$/);
          if (effect.kind !== 'sign-in') continue;
          expect(effect.number).toMatch(/^\d{4}$/);
          expect(effect.secret).toMatch(/^\d{8}$/);
        }
      });
    }),
    { numRuns: 400 },
  );
});

test('the entry on the screen is always one that is still to be finished', () => {
  fc.assert(
    fc.property(anyActs, (acts) => {
      play(acts, ({ stage }) => {
        if (stage.name === 'code') expect(stage.digits).toMatch(/^\d{1,7}$/);
        if (stage.name === 'staff-number') expect(stage.digits).toMatch(/^\d{0,3}$/);
        if (stage.name === 'staff-secret') expect([stage.number, stage.digits].join()).toMatch(/^\d{4},\d{0,7}$/);
      });
    }),
  );
});

const STAFF_ONLY: ReadonlySet<string> = new Set([
  'load-order',
  'was-empty',
  'sign-out',
  'check-door',
  'found',
  'leave-check',
]);

test('only a signed-in member loads, checks or answers, only the order on the screen opens again, only staff sign out', () => {
  fc.assert(
    fc.property(anyActs, (acts) => {
      play(acts, (_glass, before, effects) => {
        for (const { kind } of effects) {
          if (STAFF_ONLY.has(kind)) expect(before.name).toBe('staff');
          if (kind === 'open-again' || kind === 'try-again') expect(before.name).toBe('pickup');
        }
      });
    }),
  );
});

test('left alone, the screen comes back to attract, to its own language and type, unless a door is in motion', () => {
  fc.assert(
    fc.property(anyActs, (acts) => {
      play([...acts, { waitMs: 200_000 }], ({ nowMs, session }, _before) => {
        if (nowMs - session.touchedMs < 200_000) return;
        const { stage, language, largeType } = session;
        const moving =
          stage.name === 'checking' ||
          (stage.name === 'pickup' && /open/.test(stage.phase)) ||
          (stage.name === 'staff' && stage.page.kind === 'loading' && /open/.test(stage.page.door));
        if (moving) return;
        expect({ stage, language, largeType }).toEqual({
          stage: { name: 'attract' },
          language: 'zh',
          largeType: false,
        });
      });
    }),
  );
});
