import { expect, test } from 'vitest';
import { retryDelayMs } from '../../src/cloud/backoff.ts';
import type { CloseReason } from '../../src/cloud/link.ts';
import { CLOUD_TIMING } from '../../src/cloud/timing.ts';

const LOST: CloseReason = { kind: 'lost', detail: 'cut' };
const UNREACHABLE: CloseReason = { kind: 'unreachable', detail: 'ECONNREFUSED' };

/** Least and most, seconds. */
test.each([
  [LOST, 1, true, 0, 30],
  [LOST, 2, true, 0, 10],
  [UNREACHABLE, 1, false, 0, 5],
  [UNREACHABLE, 2, false, 0, 10],
  [UNREACHABLE, 3, false, 0, 20],
  [UNREACHABLE, 6, false, 0, 160],
  [UNREACHABLE, 7, false, 0, 300],
  [UNREACHABLE, 5_000, false, 0, 300],
  [{ kind: 'no-answer' }, 4, false, 0, 40],
  [{ kind: 'not-durable', detail: 'disk full' }, 3, true, 0, 20],
  [{ kind: 'not-started', detail: 'disk full' }, 3, false, 0, 20],
  [{ kind: 'busy', code: 0x88 }, 1, false, 150, 300],
  [{ kind: 'busy', code: 0x97 }, 1, true, 150, 300],
  [{ kind: 'busy', code: 0x9f }, 9, false, 150, 300],
  [{ kind: 'taken-over' }, 1, true, 150, 300],
  [{ kind: 'bad-credentials', code: 0x87 }, 1, false, 150, 300],
  [{ kind: 'refused', code: 0x84 }, 1, false, 150, 300],
] satisfies [CloseReason, number, boolean, number, number][])(
  '%j, failure %i, was live %s: within %i … %i s',
  (reason, failures, wasLive, leastS, mostS) => {
    expect(retryDelayMs(reason, { failures, wasLive }, CLOUD_TIMING, 0)).toBe(leastS * 1_000);
    expect(retryDelayMs(reason, { failures, wasLive }, CLOUD_TIMING, 0.5)).toBe(((leastS + mostS) / 2) * 1_000);
    expect(retryDelayMs(reason, { failures, wasLive }, CLOUD_TIMING, 1 - 1e-12)).toBeCloseTo(mostS * 1_000, 3);
  },
);
