import type { Store, Tx } from '../../src/controller/ports.ts';
import type { JournalEvent } from '../../src/core/event.ts';

/** The journal part of a store, in memory: what the outbox reads. */
export class JournalStore implements Store {
  readonly epoch = 'epoch-0001';
  readonly events: JournalEvent[] = [];
  acked = 0;
  /** While true, every transaction throws. */
  broken = false;
  transactions = 0;
  #inside = false;

  add(count: number): void {
    for (let i = 0; i < count; i += 1) {
      const seq = this.events.length + 1;
      this.events.push({
        v: 1,
        seq,
        at: '2026-11-01T08:00:00.000Z',
        monotonicMs: seq,
        bootId: 'boot-1',
        clock: 'trusted',
        type: 'door.opened',
        data: { compartment: 1 + (seq % 24), cause: 'order' },
      });
    }
  }

  transact<T>(run: (tx: Tx) => T): T {
    if (this.broken) throw new Error('disk I/O error');
    if (this.#inside) throw new Error('a transaction within a transaction');
    this.transactions += 1;
    this.#inside = true;
    try {
      return run({ journal: this.#journal() } as unknown as Tx);
    } finally {
      this.#inside = false;
    }
  }

  #journal(): Tx['journal'] {
    return {
      append: () => {
        throw new Error('not in this fake');
      },
      range: () => ({
        epoch: this.epoch,
        tail: this.events[0]?.seq ?? 0,
        head: this.events.at(-1)?.seq ?? 0,
        acked: this.acked,
      }),
      after: (afterSeq, limit) => this.events.slice(afterSeq, afterSeq + limit),
      setAcked: (upto) => {
        this.acked = Math.max(this.acked, upto);
      },
    };
  }

  onEvents(): void {}

  bearWitness(): void {}
  condemn(): void {}
  onCondemned(): void {}

  commitP99Ms(): number {
    return 0;
  }

  disk() {
    return { state: 'well', sinceMs: 0, error: null, freeBytes: 1, ballastBytes: 1 } as const;
  }

  canRecord(): boolean {
    return true;
  }

  onDisk(): void {}

  close(): void {}
}
