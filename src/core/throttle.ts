import { elapsedMs, type Moment } from './clock.ts';

/** The keypad's bucket: five tokens, one more a minute (05, Throttling). Kept in the database. */
export const BUCKET_TOKENS = 5;
export const TOKEN_EVERY_MS = 60_000;

export interface Bucket {
  /** May have a fraction: part of the next token. */
  readonly tokens: number;
  readonly at: Moment;
}

export const fullBucket = (now: Moment): Bucket => ({ tokens: BUCKET_TOKENS, at: now });

/**
 * Refills by the time that surely passed: the monotonic clock within a boot; across boots only when both moments are
 * trusted, so that pulling the plug gains nothing.
 */
export function refill(bucket: Bucket, now: Moment): Bucket {
  const sure = bucket.at.bootId === now.bootId || (bucket.at.clock === 'trusted' && now.clock === 'trusted');
  const gained = sure ? elapsedMs(bucket.at, now) / TOKEN_EVERY_MS : 0;
  return { tokens: Math.min(BUCKET_TOKENS, bucket.tokens + gained), at: now };
}

/** Takes one token, or says how many milliseconds until there is one. The caller commits it before it compares. */
export function takeToken(bucket: Bucket, now: Moment): { bucket: Bucket; taken: boolean; waitMs: number } {
  const filled = refill(bucket, now);
  if (filled.tokens < 1) {
    return { bucket: filled, taken: false, waitMs: Math.ceil((1 - filled.tokens) * TOKEN_EVERY_MS) };
  }
  return { bucket: { ...filled, tokens: filled.tokens - 1 }, taken: true, waitMs: 0 };
}

/** A right code gets its own token back, and nothing more. */
export const returnToken = (bucket: Bucket): Bucket => ({
  ...bucket,
  tokens: Math.min(BUCKET_TOKENS, bucket.tokens + 1),
});

/** Whole tries left. */
export const triesLeft = (bucket: Bucket): number => Math.floor(bucket.tokens);
