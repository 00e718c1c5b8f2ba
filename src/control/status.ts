import { z } from 'zod';
import { diskHealth, healthSchema } from '../contract/messages.ts';

const who = {
  lockerId: z.string(),
  version: z.string(),
  pid: z.int(),
  page: z.string(),
};

/** What the running daemon tells a technician on the cabinet. */
export const lockerStatusSchema = z.strictObject({
  ...who,
  /** RFC 7638 thumbprint of the device key: what the hub pins. */
  fingerprint: z.string(),
  cloud: z.strictObject({ url: z.string(), connected: z.boolean() }),
  health: healthSchema,
});
export type LockerStatus = z.infer<typeof lockerStatusSchema>;

/** What it tells while it waits for its disk: it has not opened its database yet. */
export const waitingStatusSchema = z.strictObject({ ...who, waitingForDisk: diskHealth.omit({ commitP99Ms: true }) });
export type WaitingStatus = z.infer<typeof waitingStatusSchema>;

export const anyStatusSchema = z.union([lockerStatusSchema, waitingStatusSchema]);
export type AnyStatus = z.infer<typeof anyStatusSchema>;
