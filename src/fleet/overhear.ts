import { eventBatchSchema } from '../contract/event-batch.ts';
import { healthSchema, reportedSchema, statusSchema } from '../contract/messages.ts';
import { parseTopic } from '../contract/topics.ts';
import { decode } from './decode.ts';
import type { Received } from './hub-link.ts';
import type { Tell } from './notices.ts';

/**
 * Listens to lockers beside the hub that serves them: stores nothing, acknowledges nothing, proves nothing. An event
 * that a locker sends again is told once; a stretch that it never sent to this connection is simply not told.
 */
export class Overhear {
  readonly #tell: Tell;
  readonly #told = new Map<string, number>();

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  receive({ topic: text, payload }: Received): void {
    const topic = parseTopic(text);
    if (!topic) return;
    const { lockerId } = topic;
    switch (topic.kind) {
      case 'status': {
        const status = decode(statusSchema, payload);
        if (status) this.#tell({ kind: 'status', lockerId, status, proven: false });
        return;
      }
      case 'health': {
        const health = decode(healthSchema, payload);
        if (health) this.#tell({ kind: 'health', lockerId, health });
        return;
      }
      case 'reported': {
        const reported = decode(reportedSchema, payload);
        if (reported) this.#tell({ kind: 'reported', lockerId, document: topic.document, reported });
        return;
      }
      case 'events':
        return this.#events(lockerId, payload);
      default:
        return;
    }
  }

  #events(lockerId: string, payload: Uint8Array): void {
    const batch = decode(eventBatchSchema, payload);
    if (!batch) return;
    const key = `${lockerId}\0${batch.epoch}`;
    for (const event of batch.events) {
      if (event.seq <= (this.#told.get(key) ?? 0)) continue;
      this.#told.set(key, event.seq);
      this.#tell({ kind: 'event', lockerId, epoch: batch.epoch, event });
    }
  }
}
