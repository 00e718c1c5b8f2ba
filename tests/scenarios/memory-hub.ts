import { eventBatchSchema } from '../../src/contract/event-batch.ts';
import { buildTopic, type DocumentName } from '../../src/contract/topics.ts';
import type { JournalEvent } from '../../src/core/event.ts';
import { codeMac, staffMac } from '../../src/core/pickup-code.ts';
import type { MemoryBroker } from '../fakes/memory-link.ts';
import { plain } from '../fakes/plain-signatures.ts';
import type { FakeTime } from '../fakes/time.ts';

export interface PlannedOrder {
  readonly id: string;
  readonly code: string;
  readonly pickupId?: string;
  readonly zone?: 'chilled' | 'frozen' | 'heated' | 'ambient';
  readonly state?: 'active' | 'revoked';
  /** How long from now it may be collected; a day when nothing is said. */
  readonly forMs?: number;
  /** Or until when, milliseconds since 1970. */
  readonly collectByMs?: number;
  /** The door behind which the hub believes it to be. */
  readonly lastKnown?: number;
}

/** The hub's end over the broker in memory: stores each event once, in order, and acknowledges. */
export class MemoryHub {
  /** Those of the present epoch. */
  readonly events: JournalEvent[] = [];
  #epoch = '';
  acking = true;
  readonly #broker: MemoryBroker;
  readonly #time: FakeTime;
  readonly #lockerId: string;
  readonly #codeKey: Uint8Array;
  readonly #revisions = new Map<DocumentName, number>();
  duplicates = 0;
  nonce = '';
  monotonicMs = 0;

  constructor(broker: MemoryBroker, time: FakeTime, lockerId: string, codeKey: Uint8Array) {
    this.#broker = broker;
    this.#time = time;
    this.#lockerId = lockerId;
    this.#codeKey = codeKey;
    broker.subscribe(buildTopic({ kind: 'events', lockerId }), ({ payload }) => this.#ingest(payload));
    broker.subscribe(buildTopic({ kind: 'status', lockerId }), ({ payload }) => {
      const status = JSON.parse(payload);
      if (!status.online) return;
      const { nonce, monotonicMs } = JSON.parse(status.session).payload;
      Object.assign(this, { nonce, monotonicMs });
      this.#greet(status.journal.epoch);
      this.#ack(status.journal.epoch);
    });
  }

  #ingest(payload: string): void {
    const { epoch, events } = eventBatchSchema.parse(JSON.parse(payload));
    this.#greet(epoch);
    for (const event of events) {
      if (event.seq <= this.events.length) this.duplicates += 1;
      else if (event.seq === this.events.length + 1) this.events.push(event);
    }
    this.#ack(epoch);
  }

  /** A locker that has lost its database begins another journal. */
  #greet(epoch: string): void {
    if (epoch !== this.#epoch) this.events.length = 0;
    this.#epoch = epoch;
  }

  #ack(epoch: string): void {
    if (!this.acking) return;
    const serverTime = new Date(this.#time.wallMs).toISOString();
    const newest = this.events.at(-1);
    const last = newest && { last: { bootId: newest.bootId, monotonicMs: newest.monotonicMs } };
    const ack = { aud: this.#lockerId, epoch, upto: this.events.length, serverTime, ...last };
    this.#broker.publish(buildTopic({ kind: 'ack', lockerId: this.#lockerId }), plain('ack', ack));
  }

  types(): string[] {
    return this.events.map((event) => event.type);
  }

  of<T extends JournalEvent['type']>(type: T): Extract<JournalEvent, { type: T }>['data'][] {
    return this.events.filter((event) => event.type === type).map((event) => event.data) as never;
  }

  desire(document: DocumentName, payload: unknown, part = 1): void {
    const topic = buildTopic({ kind: 'desired', lockerId: this.#lockerId, document, part });
    this.#broker.publish(topic, plain(document, payload), true);
  }

  keys(version = 1): void {
    this.desire('keys', { version, keys: [] });
  }

  #next(document: DocumentName): number {
    const revision = (this.#revisions.get(document) ?? 0) + 1;
    this.#revisions.set(document, revision);
    return revision;
  }

  orders(...orders: readonly PlannedOrder[]): void {
    this.desire('orders', {
      ...{ aud: this.#lockerId, revision: this.#next('orders'), part: 1, parts: 1 },
      orders: orders.map(
        ({ id, code, pickupId = `p-${id}`, zone = 'chilled', state = 'active', lastKnown, ...until }) => ({
          ...{ id, pickupId, zone, size: 'S', state },
          ...(lastKnown && {
            lastKnown: { compartment: lastKnown, storedAt: new Date(this.#time.wallMs).toISOString() },
          }),
          codeMac: codeMac(this.#codeKey, this.#lockerId, code),
          collectBy: new Date(until.collectByMs ?? this.#time.wallMs + (until.forMs ?? 86_400_000)).toISOString(),
          items: [{ sku: 'bok', name: { zh: '小青菜', en: 'Pak choi' }, quantity: 1 }],
        }),
      ),
    });
  }

  staff(...members: readonly { number: string; secret: string; role?: 'stocker' | 'leader' | 'technician' }[]): void {
    const day = 86_400_000;
    this.desire('staff', {
      ...{ aud: this.#lockerId, revision: this.#next('staff'), part: 1, parts: 1 },
      staff: members.map(({ number, secret, role = 'stocker' }) => ({
        ...{ id: `s-${number}`, number, name: '王师傅', role },
        secretMac: staffMac(this.#codeKey, this.#lockerId, number, secret),
        from: new Date(this.#time.wallMs - day).toISOString(),
        until: new Date(this.#time.wallMs + 365 * day).toISOString(),
      })),
    });
  }

  open(id: string, compartment: number, generation: number, more: Record<string, unknown> = {}): void {
    const command = {
      ...{
        id,
        aud: this.#lockerId,
        type: 'open',
        session: this.nonce,
        notAfterMs: this.#time.clock.read().monotonicMs + 10_000,
      },
      args: { compartment, generation, purpose: { kind: 'inspect' }, reason: 'test' },
      ...more,
    };
    this.#broker.publish(buildTopic({ kind: 'command', lockerId: this.#lockerId }), plain('command', command));
  }
}
