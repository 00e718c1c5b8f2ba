/** What the store does about its disk: keeps ballast for it, gives it back when it is full, knows how it is. */
import { statfsSync } from 'node:fs';
import type { Store, Tx } from '../controller/ports.ts';
import type { DiskReport } from '../core/disk.ts';
import { Ballast } from './ballast.ts';
import { DiskCondition } from './disk-condition.ts';
import { diskTrouble, wordsOf } from './disk-trouble.ts';

/** Whether ballast was given back and has not been whole since: the next process must know too. */
const FACT = 'ballast';

/** Characters; with the pages around it some 24 KiB of log. */
const PROBE_LENGTH = 16_384;

export class DiskGuard {
  readonly condition: DiskCondition;
  readonly ballast: Ballast;
  readonly #directory: string;
  /** Ballast was given back, and the journal does not know yet. */
  #untold = false;

  constructor(directory: string, nowMs: number, ballast = new Ballast(directory)) {
    this.#directory = directory;
    this.ballast = ballast;
    this.condition = new DiskCondition(nowMs);
  }

  /** True: the disk was full, has some room now, and what failed can be tried again. Else the trouble is noted. */
  mayTryAgain(error: unknown, nowMs: number): boolean {
    const trouble = diskTrouble(error, this.#directory);
    if (trouble === undefined) return false;
    if (trouble === 'full' && this.ballast.release()) {
      this.#untold = true;
      this.condition.setLow(true, nowMs);
      return true;
    }
    this.condition.refused(trouble, wordsOf(error), nowMs);
    return false;
  }

  /** Rides on the commit that the ballast made room for. */
  tellReleased(tx: Tx): void {
    if (!this.#untold) return;
    const data = { freeBytes: this.freeBytes() ?? 0, ballastBytes: this.ballast.bytes };
    tx.journal.append({ type: 'storage.ballast-released', data });
    tx.facts.put(FACT, 'released');
  }

  committed(): void {
    this.#untold = false;
  }

  /**
   * Tries whether the disk takes as much as a pickup writes. Only this ends a trouble: on a full disk small things get
   * through now and then, and the screen must not send a resident from one hope to the next.
   */
  probe(store: Pick<Store, 'transact'>, nowMs: number): void {
    try {
      store.transact((tx) => tx.facts.put('disk-probe', String(nowMs).padEnd(PROBE_LENGTH)));
      this.condition.recorded(nowMs);
    } catch {
      // The transaction has noted what is wrong.
    }
  }

  owesBallast(tx: Tx): boolean {
    return tx.facts.get(FACT) === 'released';
  }

  tellRestored(tx: Tx): void {
    if (!this.owesBallast(tx)) return;
    tx.journal.append({ type: 'storage.ballast-restored', data: {} });
    tx.facts.put(FACT, 'laid');
  }

  /** Null when the disk does not even say that. */
  freeBytes(): number | null {
    try {
      const { bavail, bsize } = statfsSync(this.#directory);
      return bavail * bsize;
    } catch {
      return null;
    }
  }

  report(): DiskReport {
    const { state, error, sinceMs } = this.condition;
    return { state, error, sinceMs, freeBytes: this.freeBytes(), ballastBytes: this.ballast.bytes };
  }
}
