import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Moment } from '../../src/core/clock.ts';
import {
  type DoorState,
  isFinished,
  nextCheckMs,
  OPENING_TIMES,
  type Opening,
  type OpeningInput,
  type OpeningStep,
  step,
} from '../../src/core/opening.ts';
import { moment } from './moments.ts';
import { openingIn } from './openings.ts';

interface Act {
  readonly gapMs: number;
  readonly input: OpeningInput;
  readonly reboot: boolean;
}

const anyDoor = fc.constantFrom<DoorState>('open', 'closed', 'unknown');
const anyInput: fc.Arbitrary<OpeningInput> = fc.oneof(
  fc.constant({ kind: 'not-sent' } as const),
  fc.record({ kind: fc.constantFrom('door', 'time', 'boot'), door: anyDoor }),
);
const anyGap = fc.oneof(fc.nat(3_000), fc.nat(200_000), fc.constantFrom(0, 5_000, 20_000, 45_000, 60_000, 120_000));
const anyActs = fc.array(fc.record({ gapMs: anyGap, input: anyInput, reboot: fc.boolean() }), {
  minLength: 1,
  maxLength: 30,
});

/** Lives one opening through, and tells of every step that was taken. */
function live(
  observed: boolean,
  acts: readonly Act[],
  see: (before: Opening, now: Moment, taken?: OpeningStep) => void,
) {
  let opening = openingIn('opening', { observed });
  let nowMs = 0;
  let boot = 1;
  for (const { gapMs, input, reboot } of acts) {
    nowMs += gapMs;
    if (reboot) boot += 1;
    const now = moment(nowMs, { bootId: `boot-${boot}`, monotonicMs: boot === 1 ? 1_000 + nowMs : nowMs });
    const taken = step(opening, input, now);
    see(opening, now, taken);
    opening = taken?.opening ?? opening;
  }
}

test('what is finished stays so, but for a jammed or uncertain door that moves in time', () => {
  fc.assert(
    fc.property(fc.boolean(), anyActs, (observed, acts) => {
      live(observed, acts, (before, now, taken) => {
        if (!isFinished(before) || !taken) return;
        expect(['jammed', 'uncertain']).toContain(before.state);
        expect(taken.opening.state).toBe('open');
        const sinceMs = before.startedAt.bootId === now.bootId ? now.monotonicMs - before.startedAt.monotonicMs : 0;
        expect(sinceMs).toBeLessThanOrEqual(OPENING_TIMES.lateMovementMs);
      });
    }),
  );
});

test('closed comes from an open door or an unobserved one; not-sent, jammed and uncertain only from opening', () => {
  fc.assert(
    fc.property(fc.boolean(), anyActs, (observed, acts) => {
      live(observed, acts, (before, _now, taken) => {
        if (!taken) return;
        const from = before.state;
        if (taken.fact === 'closed') expect(observed ? ['open', 'left-open'] : ['opening']).toContain(from);
        if (['not-sent', 'jammed', 'uncertain'].includes(taken.fact)) expect(from).toBe('opening');
        if (taken.fact === 'opened') expect(['opening', 'jammed', 'uncertain']).toContain(from);
        if (!observed) expect(['closed', 'not-sent', 'uncertain']).toContain(taken.fact);
      });
    }),
  );
});

test('what an opening is for, and of which generation, never changes', () => {
  fc.assert(
    fc.property(fc.boolean(), anyActs, (observed, acts) => {
      live(observed, acts, (before, _now, taken) => {
        if (!taken) return;
        const { state: _s, openedAt: _o, alarmed: _a, ...kept } = before;
        expect(taken.opening).toMatchObject(kept);
      });
    }),
  );
});

test('nextCheckMs: time alone changes nothing before it, and something at it', () => {
  fc.assert(
    fc.property(fc.boolean(), anyActs, anyDoor, (observed, acts, door) => {
      let last = { opening: openingIn('opening', { observed }), nowMs: 0 };
      let nowMs = 0;
      for (const { gapMs, input } of acts) {
        nowMs += gapMs;
        last = { opening: step(last.opening, input, moment(nowMs))?.opening ?? last.opening, nowMs };
      }
      const { opening } = last;
      // A door that is known to have moved is told at once, not found out by waiting.
      const standing =
        opening.state === 'opening' ? (door === 'open' ? 'unknown' : door) : door === 'closed' ? 'open' : door;
      const atMs = (waitMs: number) => step(opening, { kind: 'time', door: standing }, moment(nowMs + waitMs));
      const waitMs = nextCheckMs(opening, moment(nowMs));
      if (waitMs === undefined) {
        expect(atMs(10 * 86_400_000)).toBeUndefined();
        return;
      }
      expect(atMs(waitMs)).toBeDefined();
      if (waitMs > 0) expect(atMs(waitMs - 1)).toBeUndefined();
    }),
    { numRuns: 500 },
  );
});
