import { MAX_MESSAGE_BYTES } from '../contract/messages.ts';
import type { JournalEvent } from '../core/event.ts';

/** One `events` message, ready to send. */
export interface Batch {
  readonly payload: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
}

/**
 * As many of `events`, in their order, as fit into one message of `maxBytes`; undefined for none. A single event that
 * is larger goes alone: leaving it out would lose it, and the broker's word on it is better than ours.
 */
export function fillBatch(
  epoch: string,
  events: readonly JournalEvent[],
  maxBytes: number = MAX_MESSAGE_BYTES,
): Batch | undefined {
  const head = `{"epoch":${JSON.stringify(epoch)},"events":[`;
  const parts: string[] = [];
  let bytes = head.length + 2;
  let lastSeq = 0;
  for (const event of events) {
    const text = JSON.stringify(event);
    const size = Buffer.byteLength(text) + 1;
    if (parts.length > 0 && bytes + size > maxBytes) break;
    parts.push(text);
    bytes += size;
    lastSeq = event.seq;
  }
  const first = events[0];
  return first && { payload: `${head}${parts.join(',')}]}`, firstSeq: first.seq, lastSeq };
}
