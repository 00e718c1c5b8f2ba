import * as z from 'zod';
import { restartsSchema } from '../core/life.ts';

/** No message of the contract is larger, in bytes. */
export const MAX_MESSAGE_BYTES = 65_536;
/** An event batch has at most so many events. */
export const MAX_BATCH_EVENTS = 100;

const jws = z.string().max(MAX_MESSAGE_BYTES);
/** Names one database for ever. */
export const epochSchema = z.string().min(8).max(64);

export const journalRangeSchema = z.strictObject({
  epoch: epochSchema,
  /** The oldest sequence number kept (0 when none is) and the newest ever given out. */
  tail: z.int().min(0),
  head: z.int().min(0),
});

/** `status`: the newest word on whether the locker is there. The will is the same with `online: false`. */
export const statusSchema = z.strictObject({
  online: z.boolean(),
  /** Rises with each connection, for ever, not always by one: a late will of an older one is recognised by it. */
  connection: z.int().min(1),
  bootId: z.string(),
  version: z.string(),
  session: jws.optional(),
  journal: journalRangeSchema.optional(),
  clock: z.enum(['trusted', 'floor']).optional(),
});
export type Status = z.infer<typeof statusSchema>;

/** What the device key signs in `status.session`. */
export const sessionSchema = z.strictObject({
  sub: z.string(),
  nonce: z.string().min(16),
  monotonicMs: z.number().min(0),
  connection: z.int().min(1),
});
export type SessionClaims = z.infer<typeof sessionSchema>;

/** `ack` (signed): everything up to `upto` is stored for good by the hub. */
export const ackSchema = z.strictObject({
  aud: z.string(),
  epoch: epochSchema,
  upto: z.int().min(0),
  serverTime: z.iso.datetime(),
  /** The event `upto` as the hub has it: where the locker has another one, its journal went two ways. */
  last: z.strictObject({ bootId: z.string(), monotonicMs: z.number().min(0) }).optional(),
  resendFrom: z.int().min(1).optional(),
  /** The hub (started again, say) has not heard the present session begin: say the status once more. */
  announce: z.literal(true).optional(),
});
export type Ack = z.infer<typeof ackSchema>;

export const reportedSchema = z.strictObject({
  revision: z.int().min(0),
  appliedAt: z.iso.datetime(),
  problems: z.array(z.string()).max(50),
});
export type Reported = z.infer<typeof reportedSchema>;

const commandBase = {
  id: z.string().min(8).max(64),
  aud: z.string(),
  /** The nonce of the session that the locker announced in `status`: a command lives for one connection. */
  session: z.string().min(16),
  /** On the locker's own monotonic clock, as announced in `status`. */
  notAfterMs: z.number().min(0),
};

export const commandSchema = z.discriminatedUnion('type', [
  z.strictObject({
    ...commandBase,
    type: z.literal('open'),
    args: z.strictObject({
      compartment: z.int().min(1),
      /** The generation that the sender believes the compartment to have. */
      generation: z.int().min(0),
      purpose: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('collect'), orderId: z.string().min(1).max(64) }),
        z.strictObject({ kind: z.literal('inspect') }),
      ]),
      reason: z.string().min(1).max(200),
    }),
  }),
]);
export type Command = z.infer<typeof commandSchema>;

const busHealth = z.strictObject({
  state: z.enum(['up', 'opening', 'down']),
  /** Requests answered or timed out, ports opened, refused or closed: what errors and timeouts are a share of. */
  attempts: z.int(),
  errors: z.int(),
  timeouts: z.int(),
  discardedBytes: z.int(),
  lastHeardMsAgo: z.number().nullable(),
});

const clockHealth = z.strictObject({
  /** `floor`: nothing vouches for the wall clock, or it is behind what was written already. */
  quality: z.enum(['trusted', 'floor']),
  /** What vouches for the wall clock. */
  source: z.enum(['ntp', 'battery', 'none']),
  battery: z.enum(['agrees', 'differs', 'none']),
  /** How far the wall clock is ahead of the time that expiry is judged on. */
  aheadMs: z.int(),
  /** Steps of more than an hour since the daemon started. */
  jumps: z.int().min(0),
});

/**
 * `low`: everything is recorded still, but room is short, or ballast is being used. `full`, `read-only`, `failing`: nothing
 * can be recorded, so no door opens.
 */
export const diskHealth = z.strictObject({
  state: z.enum(['well', 'low', 'full', 'read-only', 'failing']),
  /** When this state began. */
  since: z.iso.datetime(),
  /** What the system said last; null while everything is recorded. */
  error: z.string().nullable(),
  /** Null when the disk does not even tell that. */
  freeBytes: z.int().nullable(),
  /** Room that is kept for a full disk, 16 MiB when all is well. */
  ballastBytes: z.int(),
  commitP99Ms: z.number(),
});
export type DiskHealth = z.infer<typeof diskHealth>;

/** `health`, every 5 minutes and whenever the state of the disk changes. */
export const healthSchema = z.strictObject({
  at: z.iso.datetime(),
  uptimeS: z.number(),
  journal: z.strictObject({ depth: z.int(), oldestAgeS: z.number(), acked: z.int(), head: z.int() }),
  connection: z.strictObject({ reconnects: z.int(), lastReason: z.string().nullable() }),
  restarts: restartsSchema,
  process: z.strictObject({ rssBytes: z.int(), eventLoopDelayP99Ms: z.number() }),
  disk: diskHealth,
  clock: clockHealth,
  buses: z.record(z.string(), busHealth),
  compartments: z.array(
    z.strictObject({
      number: z.int(),
      generation: z.int(),
      occupancy: z.enum(['unconfirmed', 'presumed-empty', 'confirmed-empty', 'loading', 'occupied']),
      hold: z.string().nullable(),
      door: z.enum(['open', 'closed', 'unknown']),
    }),
  ),
});
export type Health = z.infer<typeof healthSchema>;
