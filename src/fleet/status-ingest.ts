import { type Status, statusSchema } from '../contract/messages.ts';
import type { AckLane } from './ack-lane.ts';
import { passOver } from './advance.ts';
import { decode } from './decode.ts';
import type { Received } from './hub-link.ts';
import type { HubStore } from './hub-store.ts';
import type { LockerRecord } from './locker-book.ts';
import type { Refusal, Tell } from './notices.ts';
import { proveSession, type SessionProof } from './session-proof.ts';

type Refuse = (topic: string, lockerId: string, reason: Refusal) => void;

/** The status of a locker: who it is, whether it is there, its session and where its journal stands. */
export class StatusIngest {
  readonly #store: HubStore;
  readonly #acks: AckLane;
  readonly #tell: Tell;
  readonly #refuse: Refuse;

  constructor(store: HubStore, acks: AckLane, tell: Tell, refuse: Refuse) {
    this.#store = store;
    this.#acks = acks;
    this.#tell = tell;
    this.#refuse = refuse;
  }

  async take(locker: LockerRecord, message: Received): Promise<void> {
    const status = decode(statusSchema, message.payload);
    if (!status) return this.#refuse(message.topic, locker.id, 'undecodable');
    if (!status.online) return this.#gone(locker, status);
    // Connections are counted in the locker's database: one that lost it starts a new journal and counts from 1.
    const sameJournal = status.journal === undefined || status.journal.epoch === locker.epoch;
    if (status.connection < locker.connection && sameJournal) {
      return this.#refuse(message.topic, locker.id, 'old-connection');
    }
    const proof = await proveSession(locker.id, status, { fingerprint: locker.fingerprint, key: locker.deviceJwk });
    if (!proof.ok) return this.#refuse(message.topic, locker.id, proof.failure);
    return message.retained
      ? this.#seen(locker, status, proof.value)
      : this.#came(locker, status, proof.value, message);
  }

  /** A will or a farewell: unsigned, so it ends the session but raises no number. The will of an older connection is late. */
  #gone(locker: LockerRecord, status: Status): void {
    if (status.connection < locker.connection) return;
    this.#store.transact(() => {
      this.#store.lockers.setStatus(locker.id, status);
      this.#store.lockers.endSession(locker.id);
    });
    this.#tell({ kind: 'status', lockerId: locker.id, status, proven: false });
  }

  /**
   * A retained status tells that the locker is there, not when it signed: nothing is paired and nobody pinned. When it
   * is of a session that the hub did not hear begin, the locker is asked to say it once more.
   */
  #seen(locker: LockerRecord, status: Status, proof: SessionProof): void {
    const heard = locker.session?.nonce === proof.claims.nonce;
    this.#store.transact(() => {
      this.#greetEpoch(locker, status);
      this.#store.lockers.setStatus(locker.id, status);
      if (!heard) this.#store.lockers.endSession(locker.id);
    });
    const { epoch, head } = status.journal ?? {};
    if (epoch !== undefined && head !== undefined) {
      if (heard) this.#acks.request(locker.id, epoch, head);
      else this.#acks.requestAnnouncement(locker.id, epoch, head);
    }
    this.#tell({ kind: 'status', lockerId: locker.id, status, proven: false });
  }

  /** A locker that begins another journal has lost its database: the documents go out again, with where its orders are. */
  #greetEpoch(locker: LockerRecord, { journal }: Status): void {
    if (locker.epoch !== null && journal && journal.epoch !== locker.epoch) this.#store.lockers.touch(locker.id);
  }

  #came(locker: LockerRecord, status: Status, proof: SessionProof, { arrived }: Received): void {
    const { id } = locker;
    const { nonce, connection, monotonicMs } = proof.claims;
    const firstKey = locker.fingerprint === null;
    // The same token once more is an echo: pairing by its arrival would set the locker's clock back.
    const echo = locker.session?.nonce === nonce && locker.session.lockerMs >= monotonicMs;
    const settled = this.#store.transact(() => {
      this.#greetEpoch(locker, status);
      if (locker.deviceJwk === null) this.#store.lockers.pin(id, proof.fingerprint, proof.key);
      this.#store.lockers.setStatus(id, status);
      if (!echo) this.#store.lockers.beginSession(id, nonce, connection, monotonicMs, arrived);
      const { epoch, tail } = status.journal ?? { epoch: '', tail: 0 };
      return passOver(this.#store, id, epoch, tail - 1);
    });
    if (status.journal) this.#acks.request(id, status.journal.epoch, status.journal.head);
    if (firstKey) this.#tell({ kind: 'pinned', lockerId: id, fingerprint: proof.fingerprint });
    this.#tell({ kind: 'status', lockerId: id, status, proven: true });
    const epoch = status.journal?.epoch ?? '';
    for (const { from, to } of settled.lost) this.#tell({ kind: 'lost', lockerId: id, epoch, from, to });
    for (const event of settled.passed) this.#tell({ kind: 'event', lockerId: id, epoch, event });
  }
}
