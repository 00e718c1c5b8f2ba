/**
 * Says to each locker how far its events are stored.
 *
 *   request ─▶ (locker, epoch) wanted ─▶ read the committed watermark ─▶ sign ─▶ publish ─▶ next
 *
 * INVARIANTS
 * - What an ack says is read from the store outside of any transaction: it is committed, whoever asked for the ack.
 * - One ack at a time for each locker, so that a later one never overtakes an earlier one; what is asked for meanwhile
 *   is answered by one ack with the newest watermark.
 */
import { type Ack, ackSchema } from '../contract/messages.ts';
import { buildTopic } from '../contract/topics.ts';
import { isoTime } from '../core/clock.ts';
import type { Clock } from '../core/environment.ts';
import type { HubLink } from './hub-link.ts';
import type { HubStore } from './hub-store.ts';
import type { Signer } from './signing.ts';

/** The same gap is asked for again only after so long, or every batch behind it would be sent once more. */
const ASK_AGAIN_MS = 2_000;

interface Asked {
  readonly from: number;
  readonly atMs: number;
}

export class AckLane {
  readonly #store: HubStore;
  readonly #signer: Pick<Signer, 'sign'>;
  readonly #link: Pick<HubLink, 'publish'>;
  readonly #clock: Clock;
  readonly #failed: (lockerId: string) => void;
  /** For each locker: the epochs to acknowledge, and up to where its journal reaches if that is known. */
  readonly #wanted = new Map<string, Map<string, number>>();
  readonly #asked = new Map<string, Asked>();
  /** Lockers that shall say their status once more. */
  readonly #unheard = new Set<string>();
  readonly #busy = new Set<string>();
  readonly #runs = new Set<Promise<void>>();

  constructor(
    store: HubStore,
    signer: Pick<Signer, 'sign'>,
    link: Pick<HubLink, 'publish'>,
    clock: Clock,
    failed: (lockerId: string) => void,
  ) {
    this.#failed = failed;
    this.#store = store;
    this.#signer = signer;
    this.#link = link;
    this.#clock = clock;
  }

  /** Call only after the commit. `head`: the locker's newest event, where it has just announced it. */
  request(lockerId: string, epoch: string, head = 0): void {
    const wanted = this.#wanted.get(lockerId) ?? new Map<string, number>();
    wanted.set(epoch, Math.max(head, wanted.get(epoch) ?? 0));
    this.#wanted.set(lockerId, wanted);
    if (this.#busy.has(lockerId)) return;
    this.#busy.add(lockerId);
    const run = this.#run(lockerId).finally(() => this.#runs.delete(run));
    this.#runs.add(run);
  }

  /** As `request`, and asks for a fresh status: the hub was not there when the present session began. */
  requestAnnouncement(lockerId: string, epoch: string, head: number): void {
    this.#unheard.add(lockerId);
    this.request(lockerId, epoch, head);
  }

  /** Resolves when every ack asked for so far is out, or failed. */
  async idle(): Promise<void> {
    while (this.#runs.size > 0) await Promise.allSettled(this.#runs);
  }

  async #run(lockerId: string): Promise<void> {
    try {
      for (;;) {
        const wanted = this.#wanted.get(lockerId);
        const next = wanted?.entries().next().value;
        if (!wanted || !next) return;
        const [epoch, head] = next;
        wanted.delete(epoch);
        const token = await this.#signer.sign('ack', this.#ack(lockerId, epoch, head));
        // An ack that is not delivered is no loss: the locker sends again, or announces itself anew.
        await this.#link.publish(buildTopic({ kind: 'ack', lockerId }), token, { retain: false });
      }
    } catch {
      this.#failed(lockerId);
    } finally {
      // In the turn that found nothing more: a request that comes later, however soon, starts a run of its own.
      this.#busy.delete(lockerId);
    }
  }

  #last(lockerId: string, epoch: string, upto: number): Pick<Ack, 'last'> {
    const event = this.#store.events.get(lockerId, epoch, upto);
    return event ? { last: { bootId: event.bootId, monotonicMs: event.monotonicMs } } : {};
  }

  #ack(lockerId: string, epoch: string, head: number): Ack {
    const { upto, highest } = this.#store.events.watermark(lockerId, epoch);
    const { wallMs, monotonicMs } = this.#clock.read();
    const announce = this.#unheard.delete(lockerId) ? { announce: true as const } : {};
    const ack = {
      aud: lockerId,
      epoch,
      upto,
      serverTime: isoTime(wallMs),
      ...announce,
      ...this.#last(lockerId, epoch, upto),
    };
    if (Math.max(highest, head) <= upto) return ackSchema.parse(ack);
    const key = `${lockerId}\0${epoch}`;
    const asked = this.#asked.get(key);
    const recently = asked?.from === upto + 1 && monotonicMs - asked.atMs < ASK_AGAIN_MS;
    if (recently && head === 0) return ackSchema.parse(ack);
    this.#asked.set(key, { from: upto + 1, atMs: monotonicMs });
    return ackSchema.parse({ ...ack, resendFrom: upto + 1 });
  }
}
