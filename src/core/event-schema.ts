/** What the hub checks; a file of its own, since the locker makes events and reads none, and forty schemas cost its start. */
import * as z from 'zod';
import { EVENT_DATA, type JournalEvent } from './event.ts';

const envelope = {
  v: z.literal(1),
  seq: z.int().min(1),
  at: z.iso.datetime(),
  monotonicMs: z.number().min(0),
  bootId: z.string(),
  clock: z.enum(['trusted', 'floor']),
};

const variants = Object.entries(EVENT_DATA).map(([type, data]) =>
  z.strictObject({ ...envelope, type: z.literal(type), data }),
);

/** The schema of every event of the journal; an unknown type or field is an error. */
export const eventSchema = z.discriminatedUnion(
  'type',
  variants as unknown as [(typeof variants)[number], ...typeof variants],
) as unknown as z.ZodType<JournalEvent>;
