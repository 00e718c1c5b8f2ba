import * as z from 'zod';
import { healthSchema } from '../contract/messages.ts';

/** What the running daemon tells a technician on the cabinet. */
export const lockerStatusSchema = z.strictObject({
  lockerId: z.string(),
  version: z.string(),
  pid: z.int(),
  /** RFC 7638 thumbprint of the device key: what the hub pins. */
  fingerprint: z.string(),
  page: z.string(),
  cloud: z.strictObject({ url: z.string(), connected: z.boolean() }),
  health: healthSchema,
});
export type LockerStatus = z.infer<typeof lockerStatusSchema>;
