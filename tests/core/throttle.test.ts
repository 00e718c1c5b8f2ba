import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Moment, momentOf } from '../../src/core/clock.ts';
import {
  BUCKET_TOKENS,
  type Bucket,
  fullBucket,
  refill,
  returnToken,
  TOKEN_EVERY_MS,
  takeToken,
  triesLeft,
} from '../../src/core/throttle.ts';
import { moment, NOON_MS } from './moments.ts';

/** The monotonic clock has parts of milliseconds. */
const gapMs = fc.oneof(fc.nat(200_000), fc.double({ min: 0, max: 200_000, noNaN: true }));

test('five tries at once, then one a minute', () => {
  let bucket = fullBucket(moment());
  for (let attempt = 0; attempt < 5; attempt++) {
    const toll = takeToken(bucket, moment());
    expect(toll).toMatchObject({ taken: true, waitMs: 0 });
    bucket = toll.bucket;
  }
  expect(triesLeft(bucket)).toBe(0);
  expect(takeToken(bucket, moment())).toMatchObject({ taken: false, waitMs: 60_000 });
  expect(takeToken(bucket, moment(59_999)).taken).toBe(false);
  expect(takeToken(bucket, moment(60_000)).taken).toBe(true);
});

/** Any history of tries and right codes, with the moment of its end. */
const anyHistory = fc
  .array(fc.record({ gapMs, act: fc.constantFrom('try', 'right', 'look') }), { maxLength: 40 })
  .map((acts) => {
    let nowMs = 0;
    let bucket = fullBucket(moment());
    for (const { gapMs: gap, act } of acts) {
      nowMs += gap;
      const toll = takeToken(bucket, moment(nowMs));
      if (act === 'look') bucket = refill(bucket, moment(nowMs));
      else bucket = act === 'right' && toll.taken ? returnToken(toll.bucket) : toll.bucket;
    }
    return { bucket, nowMs };
  });

test('never more than five tokens, never less than none', () => {
  fc.assert(
    fc.property(anyHistory, gapMs, ({ bucket, nowMs }, gap) => {
      for (const { tokens } of [bucket, refill(bucket, moment(nowMs + gap)), returnToken(bucket)]) {
        expect(tokens).toBeGreaterThanOrEqual(0);
        expect(tokens).toBeLessThanOrEqual(BUCKET_TOKENS);
      }
    }),
  );
});

test('in any stretch of time no more tries get through than five and one a minute', () => {
  fc.assert(
    fc.property(fc.array(gapMs, { minLength: 1, maxLength: 60 }), (gaps) => {
      let nowMs = 0;
      let taken = 0;
      let bucket = fullBucket(moment());
      for (const gap of gaps) {
        nowMs += gap;
        const toll = takeToken(bucket, moment(nowMs));
        bucket = toll.bucket;
        if (toll.taken) taken += 1;
      }
      expect(taken).toBeLessThanOrEqual(BUCKET_TOKENS + Math.floor(nowMs / TOKEN_EVERY_MS + 1e-6));
    }),
  );
});

test('a right code costs nothing and gains nothing: a guesser between right codes has no more tries', () => {
  fc.assert(
    fc.property(anyHistory, ({ bucket, nowMs }) => {
      const now = moment(nowMs);
      const toll = takeToken(bucket, now);
      if (!toll.taken) return;
      expect(returnToken(toll.bucket).tokens).toBeCloseTo(refill(bucket, now).tokens, 9);
    }),
  );
});

test('waitMs is exact: one millisecond sooner there is no token, and then there is', () => {
  fc.assert(
    fc.property(anyHistory, ({ bucket, nowMs }) => {
      const toll = takeToken(bucket, moment(nowMs));
      if (toll.taken) return;
      expect(toll.waitMs).toBeGreaterThan(0);
      expect(takeToken(toll.bucket, moment(nowMs + toll.waitMs - 1.001)).taken).toBe(false);
      expect(takeToken(toll.bucket, moment(nowMs + toll.waitMs + 0.001)).taken).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

const spent: Bucket = { tokens: 0.25, at: moment() };
const afterReboot = (clock: Moment['clock']) => moment(3_600_000, { bootId: 'boot-2', monotonicMs: 5, clock });

test('across a reboot only a clock that is trusted on both sides refills', () => {
  expect(refill(spent, afterReboot('trusted')).tokens).toBe(BUCKET_TOKENS);
  expect(refill(spent, afterReboot('floor')).tokens).toBe(0.25);
  const untrusted: Bucket = { ...spent, at: moment(0, { clock: 'floor' }) };
  expect(refill(untrusted, afterReboot('trusted')).tokens).toBe(0.25);
});

test('pulling the plug again and again gains nothing, whatever the wall clock says then', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1e10), { minLength: 1, maxLength: 30 }), (walls) => {
      let bucket: Bucket = { tokens: 0.9, at: moment() };
      for (const [boot, wallMs] of walls.entries()) {
        const now = moment(wallMs, { bootId: `boot-${boot + 2}`, monotonicMs: 10, clock: 'floor' });
        const toll = takeToken(bucket, now);
        expect(toll.taken).toBe(false);
        bucket = toll.bucket;
      }
    }),
  );
});

test('whatever clocks, jumps and reboots do, tokens come no faster than real time, as long as trusted clocks are true', () => {
  const anyStep = fc.record({
    ms: fc.nat(300_000),
    reboot: fc.nat(3).map((n) => n === 0),
    trusted: fc.boolean(),
    errorMs: fc.constantFrom(0, -3_600_000, 3_600_000, -1e11, 3e11, -NOON_MS),
  });
  fc.assert(
    fc.property(fc.array(anyStep, { minLength: 1, maxLength: 60 }), (steps) => {
      let truthMs = NOON_MS;
      let bootedMs = NOON_MS - 1_000;
      let boot = 1;
      let floorMs = 0;
      let taken = 0;
      let bucket: Bucket | undefined;
      for (const { ms, reboot, trusted, errorMs } of steps) {
        truthMs += ms;
        if (reboot) [boot, bootedMs] = [boot + 1, truthMs];
        const wallMs = trusted ? truthMs : truthMs + errorMs;
        const reading = { wallMs, monotonicMs: truthMs - bootedMs, bootId: `boot-${boot}`, synchronised: trusted };
        const now = momentOf(reading, floorMs);
        floorMs = now.atMs;
        const toll = takeToken(bucket ?? fullBucket(now), now);
        bucket = toll.bucket;
        if (toll.taken) taken += 1;
      }
      expect(taken).toBeLessThanOrEqual(BUCKET_TOKENS + Math.floor((truthMs - NOON_MS) / TOKEN_EVERY_MS + 1e-6));
    }),
    { numRuns: 1_000 },
  );
});
