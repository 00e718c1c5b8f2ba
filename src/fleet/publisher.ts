/**
 * Desired documents, from the store to the broker: each whole, at one revision, in parts (04, Topics).
 *
 * INVARIANTS
 * - One publishing of a locker's documents at a time in this process.
 * - Another process may publish at the same time: whoever finishes last and finds that its revision is no longer the
 *   newest publishes again, so that what stays retained at the broker is the newest, whole.
 */
import { buildTopic, type DocumentName } from '../contract/topics.ts';
import { ok, type Result } from '../core/result.ts';
import { contentHash, splitParts } from './documents-out.ts';
import { failure, type HubFailure } from './failure.ts';
import type { HubLink } from './hub-link.ts';
import type { HubStore } from './hub-store.ts';
import type { Signer } from './signing.ts';

/** What the broker has taken. `keys` is the manifest's version. */
export interface Published {
  readonly keys: number;
  readonly orders: number;
  readonly staff: number;
}

/** How often another process may get in between. */
const MAX_ROUNDS = 10;

interface Draft {
  readonly name: 'orders' | 'staff';
  readonly revision: number;
  readonly parts: readonly (readonly unknown[])[];
}

export class Publisher {
  readonly #store: HubStore;
  readonly #signer: Pick<Signer, 'sign'>;
  readonly #link: Pick<HubLink, 'publish'>;
  readonly #lanes = new Map<string, Promise<unknown>>();

  constructor(store: HubStore, signer: Pick<Signer, 'sign'>, link: Pick<HubLink, 'publish'>) {
    this.#store = store;
    this.#signer = signer;
    this.#link = link;
  }

  /** Publishes keys, orders and staff, retained, and waits for the broker's PUBACK of each part. */
  publish(lockerId: string): Promise<Result<Published, HubFailure>> {
    const before = this.#lanes.get(lockerId) ?? Promise.resolve();
    const run = before.catch(() => undefined).then(() => this.#publish(lockerId));
    this.#lanes.set(lockerId, run);
    return run;
  }

  /** Resolves when nothing is being published any more. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#lanes.values());
  }

  async #publish(lockerId: string): Promise<Result<Published, HubFailure>> {
    if (!this.#store.lockers.get(lockerId)) {
      return failure('unknown-locker', `The hub knows no locker "${lockerId}": add it first.`);
    }
    const manifest = this.#store.documents.manifest();
    if (!manifest) return failure('no-keys', 'There is no key manifest yet: run "larder fleet init" first.');
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const { wanted, orders, staff } = this.#store.transact(() => ({
        wanted: this.#store.lockers.wanted(lockerId),
        orders: this.#draft(lockerId, 'orders', this.#store.orders.document(lockerId)),
        staff: this.#draft(lockerId, 'staff', this.#store.staff.document(lockerId)),
      }));
      const sent = await this.#send(lockerId, manifest.token, [staff, orders]);
      if (!sent.ok) return sent;
      if (this.#isNewest(lockerId, [orders, staff])) {
        this.#store.transact(() => this.#store.lockers.setPublished(lockerId, wanted));
        return ok({ keys: manifest.version, orders: orders.revision, staff: staff.revision });
      }
    }
    return failure('not-published', `Others publish to ${lockerId} all the time: try again.`);
  }

  #draft(lockerId: string, name: Draft['name'], entries: readonly unknown[]): Draft {
    const split = splitParts(entries);
    const { revision, parts } = this.#store.documents.revise(lockerId, name, contentHash(entries), split.length);
    const empty = Array.from({ length: parts - split.length }, () => []);
    return { name, revision, parts: [...split, ...empty] };
  }

  #isNewest(lockerId: string, drafts: readonly Draft[]): boolean {
    return drafts.every(({ name, revision }) => this.#store.documents.revision(lockerId, name) === revision);
  }

  async #send(lockerId: string, keys: string, drafts: readonly Draft[]): Promise<Result<void, HubFailure>> {
    const first = await this.#put(lockerId, 'keys', 1, keys);
    if (!first.ok) return first;
    for (const { name, revision, parts } of drafts) {
      for (const [index, entries] of parts.entries()) {
        const payload = { aud: lockerId, revision, part: index + 1, parts: parts.length, [name]: entries };
        const sent = await this.#put(lockerId, name, index + 1, await this.#signer.sign(name, payload));
        if (!sent.ok) return sent;
      }
    }
    return ok(undefined);
  }

  async #put(lockerId: string, document: DocumentName, part: number, token: string): Promise<Result<void, HubFailure>> {
    const topic = buildTopic({ kind: 'desired', lockerId, document, part });
    const outcome = await this.#link.publish(topic, token, { retain: true });
    switch (outcome) {
      case 'published':
        return ok(undefined);
      case 'not-connected':
        return failure('not-connected', 'No connection to the broker: the documents go out when it is back.');
      case 'refused':
        return failure('not-published', `The broker refused ${topic}: may this hub publish there?`);
      case 'no-answer':
        return failure('not-published', `The broker did not confirm ${topic} in time.`);
    }
  }
}
