/**
 * What lockers say, into the store.
 *
 *   events ─▶ parse ─▶ one transaction: insert, advance the watermark, apply ─▶ COMMIT ─▶ ack ─▶ tell
 *   status ─▶ prove the session ─▶ one transaction: pin, pair the clock, declare losses ─▶ COMMIT ─▶ ack ─▶ tell
 *
 * INVARIANTS
 * - An ack is asked for only after the commit returned; when it throws there is no ack and nothing is told.
 * - Listeners hear each event once, in order, and only what is committed.
 * - The messages of one locker are handled one after another, in the order in which they came.
 */
import { type EventBatch, eventBatchSchema } from '../contract/event-batch.ts';
import { healthSchema, reportedSchema } from '../contract/messages.ts';
import { parseTopic, type Topic } from '../contract/topics.ts';
import type { JournalEvent } from '../core/event.ts';
import type { AckLane } from './ack-lane.ts';
import { advance } from './advance.ts';
import { decode } from './decode.ts';
import type { Received } from './hub-link.ts';
import type { HubStore } from './hub-store.ts';
import type { Refusal, Tell } from './notices.ts';
import { StatusIngest } from './status-ingest.ts';

/** More waiting messages of one locker than this are dropped: it sends them again. */
const MAX_WAITING = 1_000;

export class Ingest {
  readonly #store: HubStore;
  readonly #acks: AckLane;
  readonly #tell: Tell;
  readonly #status: StatusIngest;
  readonly #lanes = new Map<string, { tail: Promise<void>; waiting: number }>();
  #refused = 0;

  constructor(store: HubStore, acks: AckLane, tell: Tell) {
    this.#store = store;
    this.#acks = acks;
    this.#tell = tell;
    this.#status = new StatusIngest(store, acks, tell, (topic, lockerId, reason) =>
      this.#refuse(topic, lockerId, reason),
    );
  }

  /** Messages that were not taken since start. */
  get refused(): number {
    return this.#refused;
  }

  receive(message: Received): void {
    const topic = parseTopic(message.topic);
    if (!topic) return this.#refuse(message.topic, null, 'unknown-topic');
    const lane = this.#lanes.get(topic.lockerId) ?? { tail: Promise.resolve(), waiting: 0 };
    if (lane.waiting >= MAX_WAITING) return this.#refuse(message.topic, topic.lockerId, 'overloaded');
    lane.waiting += 1;
    lane.tail = lane.tail
      .then(() => this.#take(topic, message))
      .catch(() => this.#refuse(message.topic, topic.lockerId, 'store-failed'))
      .finally(() => {
        lane.waiting -= 1;
        if (lane.waiting === 0) this.#lanes.delete(topic.lockerId);
      });
    this.#lanes.set(topic.lockerId, lane);
  }

  /** Resolves when everything received so far is stored or refused, and acknowledged. */
  async idle(): Promise<void> {
    while (this.#lanes.size > 0) await Promise.all([...this.#lanes.values()].map((lane) => lane.tail));
    await this.#acks.idle();
  }

  async #take(topic: Topic, message: Received): Promise<void> {
    const { lockerId } = topic;
    const locker = this.#store.lockers.get(lockerId);
    if (!locker) return this.#refuse(message.topic, lockerId, 'unknown-locker');
    switch (topic.kind) {
      case 'events': {
        const batch = decode(eventBatchSchema, message.payload);
        return batch ? this.#events(message.topic, lockerId, batch) : this.#undecodable(message.topic, lockerId);
      }
      case 'status':
        return this.#status.take(locker, message);
      case 'health': {
        const health = decode(healthSchema, message.payload);
        if (!health) return this.#undecodable(message.topic, lockerId);
        this.#store.transact(() => {
          this.#store.lockers.setHealth(lockerId, health);
          for (const { number, generation } of locker.epoch === null ? [] : health.compartments) {
            this.#store.compartments.note(lockerId, locker.epoch ?? '', number, generation);
          }
        });
        return this.#tell({ kind: 'health', lockerId, health });
      }
      case 'reported': {
        const reported = decode(reportedSchema, message.payload);
        if (!reported) return this.#undecodable(message.topic, lockerId);
        this.#store.transact(() => this.#store.documents.setReported(lockerId, topic.document, reported));
        return this.#tell({ kind: 'reported', lockerId, document: topic.document, reported });
      }
      default:
        return this.#refuse(message.topic, lockerId, 'unknown-topic');
    }
  }

  #events(topic: string, lockerId: string, { epoch, events }: EventBatch): void {
    let conflicts = 0;
    const fresh = this.#store.transact((): readonly JournalEvent[] => {
      for (const event of events) {
        if (this.#store.events.insert(lockerId, epoch, event) === 'conflict') conflicts += 1;
      }
      return advance(this.#store, lockerId, epoch, events);
    });
    this.#acks.request(lockerId, epoch);
    if (conflicts > 0) this.#refuse(topic, lockerId, 'epoch-used-twice');
    for (const event of fresh) this.#tell({ kind: 'event', lockerId, epoch, event });
  }

  #undecodable(topic: string, lockerId: string): void {
    this.#refuse(topic, lockerId, 'undecodable');
  }

  #refuse(topic: string, lockerId: string | null, reason: Refusal): void {
    this.#refused += 1;
    this.#tell({ kind: 'refused', lockerId, topic, reason });
  }
}
