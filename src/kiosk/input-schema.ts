import * as z from 'zod';
import { FINDINGS } from '../core/door-check.ts';
import { DIGITS, type ScreenInput } from '../core/screen.ts';

/** What the page may post; anything else is refused. */
export const inputSchema: z.ZodType<ScreenInput> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('digit'), digit: z.enum(DIGITS) }),
  ...(['clear', 'delete', 'touch', 'help', 'back', 'open-again', 'try-again', 'staff', 'check-doors'] as const).map(
    (kind) => z.strictObject({ kind: z.literal(kind) }),
  ),
  z.strictObject({ kind: z.literal('language'), language: z.enum(['zh', 'en']) }),
  z.strictObject({ kind: z.literal('large-type'), on: z.boolean() }),
  z.strictObject({ kind: z.literal('load-order'), orderId: z.string().min(1).max(64) }),
  z.strictObject({ kind: z.literal('was-empty'), empty: z.boolean() }),
  z.strictObject({ kind: z.literal('check-door'), compartment: z.int().min(1).max(999) }),
  z.strictObject({ kind: z.literal('found'), finding: z.enum(FINDINGS) }),
]) as z.ZodType<ScreenInput>;
