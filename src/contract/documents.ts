import * as z from 'zod';
import { sizeSchema, textSchema, zoneSchema } from '../core/cabinet.ts';
import { manifestSchema } from './jws.ts';

const mac = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be an HMAC-SHA-256 in base64url');

/** Every desired document travels in parts; it is applied only when all parts of one revision are there. */
const partFields = {
  aud: z.string(),
  revision: z.int().min(1),
  part: z.int().min(1).max(9999),
  parts: z.int().min(1).max(9999),
};

export const desiredOrderSchema = z.strictObject({
  id: z.string().min(1).max(64),
  pickupId: z.string().min(1).max(64),
  codeMac: mac,
  zone: zoneSchema,
  size: sizeSchema,
  low: z.boolean().default(false),
  collectBy: z.iso.datetime(),
  remindAfterMin: z.int().min(1).max(10_080).default(30),
  items: z
    .array(
      z.strictObject({
        sku: z.string().min(1).max(64),
        name: textSchema,
        lot: z.string().min(1).max(64).optional(),
        quantity: z.int().min(1).max(999),
      }),
    )
    .min(1)
    .max(50),
  state: z.enum(['active', 'revoked']).default('active'),
  lastKnown: z.strictObject({ compartment: z.int().min(1), storedAt: z.iso.datetime() }).optional(),
});
export type DesiredOrder = z.infer<typeof desiredOrderSchema>;

export const desiredStaffSchema = z.strictObject({
  id: z.string().min(1).max(64),
  number: z.string().regex(/^\d{4}$/, 'must be 4 digits'),
  name: z.string().min(1).max(40),
  role: z.enum(['stocker', 'leader', 'technician']),
  secretMac: mac,
  badgeKid: z.string().min(1).max(64).optional(),
  from: z.iso.datetime(),
  until: z.iso.datetime(),
});
export type DesiredStaff = z.infer<typeof desiredStaffSchema>;

export const ordersPartSchema = z.strictObject({ ...partFields, orders: z.array(desiredOrderSchema).max(500) });
export const staffPartSchema = z.strictObject({ ...partFields, staff: z.array(desiredStaffSchema).max(500) });
/** The manifest is one part and is not addressed to one locker: root speaks to all of them. */
export const keysPartSchema = manifestSchema;
