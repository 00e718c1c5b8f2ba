/**
 * The promise: as long as what vouches for the wall clock tells the truth, the confirmed time is never ahead of the truth,
 * whatever unvouched clocks, reboots and flips of trust do; and a voucher that lies for less than ten minutes hurries nothing.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ClockReading } from '../../src/core/clock.ts';
import {
  beginConfirmedTime,
  CONFIRM_MS,
  type ConfirmedTime,
  confirmedMs,
  isConfirmed,
  isNews,
  isSetBack,
  knownMs,
  look,
  steppedMs,
} from '../../src/core/confirmed-time.ts';
import { NOON_MS } from './moments.ts';

const HOUR_MS = 3_600_000;
const YEAR_MS = 365 * 86_400_000;

const at = (ms: number, wallMs: number, synchronised = true, bootId = 'boot-1'): ClockReading => ({
  ...{ wallMs, monotonicMs: 1_000 + ms, bootId, synchronised },
});
const begun = beginConfirmedTime(at(0, NOON_MS), 0);

test('a cabinet that knows nothing takes its wall clock, or the floor where the clock is behind it', () => {
  expect(confirmedMs(begun, at(0, 0))).toBe(NOON_MS);
  const woken = beginConfirmedTime(at(0, 0, false), NOON_MS);
  expect(confirmedMs(woken, at(5_000, 0))).toBe(NOON_MS + 5_000);
  expect(confirmedMs(beginConfirmedTime(at(0, NOON_MS, true), NOON_MS + YEAR_MS), at(0, 0))).toBe(NOON_MS);
});

test('it goes on by the monotonic clock, whatever an unvouched wall clock says', () => {
  for (const wallMs of [0, NOON_MS - YEAR_MS, NOON_MS + 10 * YEAR_MS]) {
    const time = look(begun, at(10_000, wallMs, false));
    expect(confirmedMs(time, at(10_000, wallMs, false))).toBe(NOON_MS + 10_000);
    expect(confirmedMs(look(time, at(HOUR_MS, wallMs, false)), at(HOUR_MS, 0))).toBe(NOON_MS + HOUR_MS);
  }
});

test('a slewing clock is followed at once', () => {
  const time = look(begun, at(10_000, NOON_MS + 10_400));
  expect(confirmedMs(time, at(10_000, 0))).toBe(NOON_MS + 10_400);
});

test('a step forward counts after it has stood for ten minutes, and until then the old line does', () => {
  let time = look(begun, at(10_000, NOON_MS + 5 * HOUR_MS + 10_000));
  expect(steppedMs(begun, at(10_000, NOON_MS + 5 * HOUR_MS + 10_000))).toBe(5 * HOUR_MS);
  for (let ms = 20_000; ms < 10_000 + CONFIRM_MS; ms += 10_000) {
    time = look(time, at(ms, NOON_MS + 5 * HOUR_MS + ms));
    expect(confirmedMs(time, at(ms, 0))).toBe(NOON_MS + ms);
  }
  const end = at(10_000 + CONFIRM_MS, NOON_MS + 5 * HOUR_MS + 10_000 + CONFIRM_MS);
  expect(isNews(time, end)).toBe(true);
  time = look(time, end);
  expect(isConfirmed(time, end)).toBe(true);
  expect(confirmedMs(time, end)).toBe(end.wallMs);
});

test('a second step begins the ten minutes anew', () => {
  let time = look(begun, at(10_000, NOON_MS + 5 * HOUR_MS));
  time = look(time, at(CONFIRM_MS, NOON_MS + 9 * HOUR_MS));
  expect(
    confirmedMs(look(time, at(CONFIRM_MS + 20_000, NOON_MS + 9 * HOUR_MS + 20_000)), at(CONFIRM_MS + 20_000, 0)),
  ).toBe(NOON_MS + CONFIRM_MS + 20_000);
});

test('trust that is lost in between, and a reboot in between, begin the ten minutes anew', () => {
  const jumped = look(begun, at(10_000, NOON_MS + 5 * HOUR_MS));
  const lost = look(jumped, at(20_000, NOON_MS + 5 * HOUR_MS + 10_000, false));
  expect(lost.since).toBeNull();
  const back = look(lost, at(CONFIRM_MS, NOON_MS + 5 * HOUR_MS + CONFIRM_MS - 10_000));
  expect(isConfirmed(back, at(CONFIRM_MS + 10_000, 0))).toBe(false);
  const rebooted = look(jumped, at(0, NOON_MS + 5 * HOUR_MS + CONFIRM_MS, true, 'boot-2'));
  expect(confirmedMs(rebooted, at(0, 0, true, 'boot-2'))).toBeLessThan(NOON_MS + HOUR_MS);
});

test('a step back counts at once where it helps, and for good after ten minutes', () => {
  const wrong = beginConfirmedTime(at(0, NOON_MS + 10 * YEAR_MS), 0);
  const back = at(10_000, NOON_MS);
  let time = look(wrong, back);
  expect(confirmedMs(time, back)).toBe(NOON_MS);
  expect(knownMs(time, back)).toBe(NOON_MS + 10 * YEAR_MS + 10_000);
  expect(isSetBack(wrong, back)).toBe(false);
  const later = at(10_000 + CONFIRM_MS, NOON_MS + CONFIRM_MS);
  expect(isSetBack(time, later)).toBe(true);
  time = look(time, later);
  expect(knownMs(time, later)).toBe(NOON_MS + CONFIRM_MS);
  expect(isSetBack(time, later)).toBe(false);
});

test('across a reboot at least the uptime has gone by', () => {
  const reading = { ...at(0, 0, false, 'boot-2'), monotonicMs: 90_000 };
  expect(confirmedMs(begun, reading)).toBe(NOON_MS + 90_000);
  expect(confirmedMs(look(begun, reading), reading)).toBe(NOON_MS + 90_000);
});

test('a look that finds nothing but time is no news', () => {
  expect(isNews(begun, at(10_000, NOON_MS + 10_000))).toBe(false);
  expect(isNews(begun, at(10_000, NOON_MS + 10_000, false))).toBe(true);
  expect(isNews(begun, at(10_000, NOON_MS + 12_000))).toBe(true);
  expect(isNews(begun, at(10_000, NOON_MS + 10_000, true, 'boot-2'))).toBe(true);
});

/* ---- Any history ------------------------------------------------------------------------------------------------- */

/** A cabinet in the real world: the truth goes on, its clocks do what they like. */
class World {
  truthMs = NOON_MS;
  bootedMs = NOON_MS - 60_000;
  boot = 1;
  wallErrorMs = 0;
  synchronised = true;
  time: ConfirmedTime = beginConfirmedTime(this.read(), 0);

  read(): ClockReading {
    const { truthMs, wallErrorMs, bootedMs, boot, synchronised } = this;
    return {
      ...{ wallMs: Math.max(0, truthMs + wallErrorMs), monotonicMs: truthMs - bootedMs },
      ...{ bootId: `boot-${boot}`, synchronised },
    };
  }

  confirmed(): number {
    return confirmedMs(this.time, this.read());
  }
}

type Act =
  | { readonly do: 'time'; readonly ms: number }
  | { readonly do: 'wall'; readonly errorMs: number }
  | { readonly do: 'trust'; readonly errorMs: number }
  | { readonly do: 'off'; readonly ms: number; readonly errorMs: number };

const anyError = fc.oneof(
  fc.integer({ min: -2 * HOUR_MS, max: 2 * HOUR_MS }),
  fc.constantFrom(-NOON_MS, -10 * YEAR_MS, 10 * YEAR_MS, 86_400_000),
);
const anyStretch = fc.oneof(fc.nat(20_000), fc.nat(2 * CONFIRM_MS), fc.nat(30 * HOUR_MS));
/** What vouches for a clock is true to half a second. */
const smallError = fc.integer({ min: -500, max: 500 });
const anyAct = fc.oneof(
  fc.record({ do: fc.constant('time' as const), ms: anyStretch }),
  fc.record({ do: fc.constant('wall' as const), errorMs: anyError }),
  fc.record({ do: fc.constant('trust' as const), errorMs: smallError }),
  fc.record({ do: fc.constant('off' as const), ms: anyStretch, errorMs: anyError }),
);

/** As an assertion, a hundred thousand times. */
function notAheadBy(world: World, ms: number): void {
  const aheadMs = world.confirmed() - world.truthMs;
  if (aheadMs > ms) throw new Error(`${aheadMs} ms ahead of the truth`);
}

const LOOK_MS = 60_000;
function live(world: World, ms: number, each: () => void): void {
  for (let leftMs = ms; leftMs > 0; leftMs -= LOOK_MS) {
    world.truthMs += Math.min(LOOK_MS, leftMs);
    each();
    world.time = look(world.time, world.read());
    each();
  }
}

function act(world: World, doing: Act, each: () => void): void {
  switch (doing.do) {
    case 'time':
      return live(world, doing.ms, each);
    case 'wall':
      Object.assign(world, { wallErrorMs: doing.errorMs, synchronised: false });
      return;
    case 'trust':
      Object.assign(world, { wallErrorMs: doing.errorMs, synchronised: true });
      return;
    case 'off':
      world.truthMs += doing.ms;
      world.bootedMs = world.truthMs;
      world.boot += 1;
      Object.assign(world, { wallErrorMs: doing.errorMs, synchronised: false });
      world.time = look(world.time, world.read());
  }
}

test('the confirmed time is never ahead of the truth while only true clocks are vouched for', () => {
  fc.assert(
    fc.property(fc.array(anyAct, { minLength: 1, maxLength: 20 }), (acts) => {
      const world = new World();
      const check = (): void => notAheadBy(world, 500);
      for (const doing of acts) {
        act(world, doing, check);
        check();
      }
    }),
    { numRuns: 500 },
  );
});

test('a voucher that lies for less than ten minutes, by years, hurries nothing', () => {
  const anyLie = fc.record({ errorMs: anyError, ms: fc.integer({ min: 0, max: CONFIRM_MS - 1 }) });
  fc.assert(
    fc.property(
      fc.array(anyAct, { maxLength: 8 }),
      anyLie,
      fc.array(anyAct, { maxLength: 8 }),
      (before, lie, after) => {
        const world = new World();
        const check = (): void => notAheadBy(world, 1_500);
        for (const doing of before) act(world, doing, check);
        if (Math.abs(lie.errorMs) < 1_000) return;
        Object.assign(world, { wallErrorMs: lie.errorMs, synchronised: true });
        live(world, lie.ms, check);
        for (const doing of [{ do: 'trust', errorMs: 0 } as const, ...after]) act(world, doing, check);
      },
    ),
    { numRuns: 500 },
  );
});

test('after ten minutes of a true clock the confirmed time is the truth again, whatever was before', () => {
  fc.assert(
    fc.property(fc.array(anyAct, { maxLength: 20 }), (acts) => {
      const world = new World();
      for (const doing of acts) act(world, doing, () => {});
      // A lie that was believed, too.
      world.time = { ...world.time, known: { ...world.time.known, atMs: world.time.known.atMs + 10 * YEAR_MS } };
      act(world, { do: 'trust', errorMs: 0 }, () => {});
      live(world, CONFIRM_MS + 2 * LOOK_MS, () => {});
      expect(world.confirmed()).toBe(world.truthMs);
    }),
    { numRuns: 300 },
  );
});

test('within one boot, and unvouched, it goes at exactly the pace of the monotonic clock', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(HOUR_MS), anyError), { maxLength: 20 }), (steps) => {
      const world = new World();
      for (const [ms, errorMs] of steps) {
        act(world, { do: 'wall', errorMs }, () => {});
        live(world, ms, () => expect(world.confirmed()).toBe(world.truthMs));
      }
    }),
  );
});
