/** Every delay of the cloud room, milliseconds. A demonstration passes shorter ones. */
export const CLOUD_TIMING = {
  /** Full jitter: a retry comes uniformly within 0 … min(cap, base × 2ⁿ). */
  backoffBaseMs: 5_000,
  backoffCapMs: 300_000,
  /** The first retry after a loss is spread over so much, so that a restarted broker is not overrun. */
  spreadMs: 30_000,
  /** A connection that lived so long forgets earlier failures. */
  stableMs: 300_000,
  /** Busy, taken over, not let in: a retry comes uniformly within half of this … this. */
  longWaitMs: 300_000,
  /** From CONNACK until the status is out and the subscriptions stand. */
  setUpMs: 30_000,
  /** The whole graceful goodbye. */
  stopMs: 2_000,
  /** Wait for the hub's first ack before anything of the journal is sent. */
  firstAckMs: 2_000,
  /** Without an ack for so long, the journal is sent again from there; doubles each time, up to the cap. */
  ackTimeoutMs: 30_000,
  ackTimeoutCapMs: 300_000,
  /** A broker that sends no PUBACK for so long is as good as gone. */
  pubackTimeoutMs: 30_000,
  /** The hub asks again from the same event within this: the first answer is still under way. */
  resendQuietMs: 1_000,
} as const satisfies Readonly<Record<string, number>>;

export type CloudTiming = { readonly [K in keyof typeof CLOUD_TIMING]: number };
