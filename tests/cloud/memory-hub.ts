import type { BrokerMessage, MemoryBroker } from '../fakes/memory-link.ts';
import { ACK, EVENTS, STATUS } from './bench.ts';

/** The hub's side of the journal: inserts unique sequence numbers, acknowledges cumulatively, asks again at a gap. */
export class MemoryHub {
  readonly seqs = new Set<number>();
  upto = 0;
  /** Events that came, doubled ones included. */
  received = 0;
  batches = 0;
  /** While true nothing that it says arrives. */
  mute = false;
  readonly #broker: MemoryBroker;

  constructor(broker: MemoryBroker) {
    this.#broker = broker;
    broker.subscribe(STATUS, (message) => this.#status(message));
    broker.subscribe(EVENTS, ({ payload }) => this.#events(payload));
  }

  /** A restored backup: everything after `seq` is forgotten. */
  forgetAfter(seq: number): void {
    for (const each of [...this.seqs]) if (each > seq) this.seqs.delete(each);
    this.upto = Math.min(this.upto, seq);
  }

  acknowledge(resendFrom?: number): void {
    if (this.mute) return;
    this.#broker.publish(ACK, JSON.stringify({ upto: this.upto, ...(resendFrom !== undefined && { resendFrom }) }));
  }

  #status({ payload }: BrokerMessage): void {
    if (JSON.parse(payload).online) this.acknowledge();
  }

  #events(payload: string): void {
    const { events }: { events: { seq: number }[] } = JSON.parse(payload);
    this.batches += 1;
    for (const [at, { seq }] of events.entries()) {
      const before = events[at - 1];
      if (before !== undefined && seq !== before.seq + 1) throw new Error('a batch out of order');
      this.received += 1;
      this.seqs.add(seq);
    }
    while (this.seqs.has(this.upto + 1)) this.upto += 1;
    this.acknowledge(this.seqs.size > this.upto ? this.upto + 1 : undefined);
  }
}
