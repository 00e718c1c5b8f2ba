import type { z } from 'zod';
import { MAX_MESSAGE_BYTES } from '../contract/messages.ts';

/** The payload as its schema says, or undefined when it is too large, no JSON, or anything else. */
export function decode<T>(schema: z.ZodType<T>, payload: Uint8Array): T | undefined {
  if (payload.length > MAX_MESSAGE_BYTES) return undefined;
  try {
    const parsed = schema.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
