import * as z from 'zod';
import { eventSchema } from '../core/event-schema.ts';
import { epochSchema, MAX_BATCH_EVENTS } from './messages.ts';

/** `events`: a run of the journal, on its way to the hub. */
export const eventBatchSchema = z.strictObject({
  epoch: epochSchema,
  events: z.array(eventSchema).min(1).max(MAX_BATCH_EVENTS),
});
export type EventBatch = z.infer<typeof eventBatchSchema>;
