import * as z from 'zod';
import { DIGITS, type ScreenInput } from '../core/screen.ts';

/** What the page may post; anything else is refused. */
export const inputSchema: z.ZodType<ScreenInput> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('digit'), digit: z.enum(DIGITS) }),
  ...(['clear', 'delete', 'touch', 'help', 'back', 'open-again', 'try-again', 'staff'] as const).map((kind) =>
    z.strictObject({ kind: z.literal(kind) }),
  ),
  z.strictObject({ kind: z.literal('language'), language: z.enum(['zh', 'en']) }),
  z.strictObject({ kind: z.literal('large-type'), on: z.boolean() }),
  z.strictObject({ kind: z.literal('load-order'), orderId: z.string().min(1).max(64) }),
  z.strictObject({ kind: z.literal('was-empty'), empty: z.boolean() }),
]) as z.ZodType<ScreenInput>;
