/**
 * The locker's side of the cloud contract (04): what it says at each connection, and what the messages that the inbox
 * believes do. INVARIANT: a session nonce lives for one connection.
 */
import { type Ack, ackSchema, type Status } from '../contract/messages.ts';
import { buildTopic, type DocumentName, type Topic } from '../contract/topics.ts';
import { isoTime } from '../core/clock.ts';
import { applyKeys, applyOrdersPart, applyStaffPart, type LeastRevisions, savedManifest } from './desired.ts';
import { Inbox, type Row, recordRefusal } from './inbox.ts';
import type { Clock, Cloud, CloudListener, Log, Random, Scheduler, Signatures, Store, Tx } from './ports.ts';
import type { RemoteCommands } from './remote-command.ts';

export interface SyncNeeds {
  readonly store: Store;
  readonly cloud: Cloud;
  readonly signatures: Signatures;
  readonly commands: RemoteCommands;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly log: Log;
  readonly lockerId: string;
  readonly version: string;
  readonly leastRevisions: LeastRevisions;
  readonly confirmedMs: () => number;
  /** Documents changed what the screen may show. */
  readonly onApplied: () => void;
  /** Status is out: time to say how the cabinet is. */
  readonly onConnected: () => void;
}

/** The highest connection number that may have been used. */
const CONNECTION_FACT = 'connection';
/** Numbers are made durable so many at a time: a disk that refuses does not keep the locker from saying so. */
const CONNECTIONS_AT_ONCE = 1_000;
/** A hub that asks again and again is answered so often. */
const ANNOUNCE_EVERY_MS = 2_000;
const APPLIED_DOCUMENTS = ['keys', 'orders', 'staff'] as const;

export class Sync implements CloudListener {
  readonly #needs: SyncNeeds;
  readonly #inbox: Inbox;
  #announcedMs = Number.NEGATIVE_INFINITY;
  #connection = 0;
  /** Numbers up to here are durable, and ours. */
  #ours = 0;
  /** Something came that could not be recorded. */
  #missed = false;
  #nonce: string | undefined;

  constructor(needs: SyncNeeds) {
    this.#needs = needs;
    this.#inbox = new Inbox({ ...needs, apply: (row, topic, payload) => this.#apply(row, topic, payload) });
  }

  nonce = (): string | undefined => this.#nonce;

  start(): void {
    const { store, cloud } = this.#needs;
    const manifest = store.transact(savedManifest);
    if (manifest) this.#inbox.believe(manifest);
    store.onDisk(() => this.#diskChanged());
    cloud.start(this);
    this.#inbox.start();
  }

  /** See `Inbox.mayTell`. */
  mayTell(tx: Tx, kind: string): boolean {
    return this.#inbox.mayTell(tx, kind);
  }

  /** After the cloud was stopped. */
  stop(): Promise<void> {
    return this.#inbox.stop();
  }

  nextConnection(): number {
    if (this.#connection === this.#ours) {
      const last = this.#needs.store.transact((tx) => {
        const used = Number(tx.facts.get(CONNECTION_FACT) ?? 0);
        tx.facts.put(CONNECTION_FACT, String(used + CONNECTIONS_AT_ONCE));
        return used;
      });
      this.#connection = last;
      this.#ours = last + CONNECTIONS_AT_ONCE;
    }
    this.#connection += 1;
    return this.#connection;
  }

  status(connection: number): { will: Status; online: () => Promise<Status> } {
    const { clock, version, random, store, signatures, lockerId } = this.#needs;
    const bare = { connection, bootId: clock.read().bootId, version };
    const nonce = Buffer.from(random.bytes(18)).toString('base64url');
    this.#nonce = undefined;
    const online = async (): Promise<Status> => {
      this.#nonce = nonce;
      const claims = { sub: lockerId, nonce, monotonicMs: clock.read().monotonicMs, connection };
      const session = await signatures.signSession(claims);
      const { range, now } = store.transact((tx) => ({ range: tx.journal.range(), now: tx.now }));
      const { epoch, tail, head } = range;
      return { ...bare, online: true, session, journal: { epoch, tail, head }, clock: now.clock };
    };
    return { will: { ...bare, online: false }, online };
  }

  /**
   * While nothing can be recorded, what comes is let go: the broker keeps documents, the hub repeats its acks, and a
   * command is never done unrecorded. The connection stays, so that the locker can say why.
   */
  received(topic: string, payload: Uint8Array): void {
    const { store, log } = this.#needs;
    try {
      this.#inbox.receive(topic, payload);
    } catch (error) {
      if (store.canRecord()) throw error;
      this.#missed = true;
      log.warn('message-refused', { topic, reason: 'it cannot be recorded now' });
    }
  }

  /** What was let go comes again with a new connection. */
  #diskChanged(): void {
    const { store, cloud } = this.#needs;
    if (!this.#missed || !store.canRecord()) return;
    this.#missed = false;
    cloud.renew();
  }

  connected(): void {
    const { log, onConnected } = this.#needs;
    // First, since the rest needs the disk.
    onConnected();
    try {
      for (const document of APPLIED_DOCUMENTS) this.#report(document);
    } catch (error) {
      log.error('store-failed', { doing: 'report', message: String(error) });
    }
  }

  disconnected(): void {
    this.#nonce = undefined;
  }

  takenOver(): void {
    this.#needs.store.transact((tx) => tx.journal.append({ type: 'session.taken-over', data: {} }));
  }

  /** Applies a believed message and takes it out of the inbox; returns why it was refused. */
  #apply(row: Row, topic: Topic, payload: unknown): string | undefined {
    if (topic.kind === 'command') return this.#needs.commands.execute(payload);
    if (topic.kind === 'ack') return this.#applyAck(payload);
    return topic.kind === 'desired' ? this.#applyDesired(row, topic.document, payload) : undefined;
  }

  #applyAck(payload: unknown): string | undefined {
    const { store, cloud, lockerId } = this.#needs;
    const parsed = ackSchema.safeParse(payload);
    const reason = store.transact((tx) => {
      const why = parsed.success ? ackProblem(tx, parsed.data, lockerId) : 'not an ack';
      if (parsed.success && why === undefined && isBehind(tx, parsed.data)) return RESTORED;
      if (why !== undefined && this.#inbox.mayTell(tx, 'ack')) recordRefusal(tx, 'ack', why);
      if (why === undefined && parsed.success) tx.journal.setAcked(parsed.data.upto);
      return why;
    });
    if (reason === RESTORED) store.condemn('restored');
    if (reason !== undefined || !parsed.success) return reason;
    if (parsed.data.resendFrom !== undefined) cloud.resendFrom(parsed.data.resendFrom);
    if (parsed.data.announce) this.#announce();
    cloud.wake();
    return undefined;
  }

  #announce(): void {
    const { clock, cloud } = this.#needs;
    const nowMs = clock.read().monotonicMs;
    if (nowMs - this.#announcedMs < ANNOUNCE_EVERY_MS) return;
    this.#announcedMs = nowMs;
    cloud.announce();
  }

  #applyDesired(row: Row, document: DocumentName, payload: unknown): string | undefined {
    const { store, lockerId, leastRevisions } = this.#needs;
    const result = store.transact((tx) => {
      if (row !== undefined) tx.inbox.remove(row);
      const applied = applyDocument(tx, document, lockerId, payload, leastRevisions);
      if (!applied.ok && this.#inbox.mayTell(tx, `${document}: ${applied.failure.split(' ', 1)[0]}`)) {
        tx.journal.append({ type: 'desired.rejected', data: { document, reason: applied.failure.slice(0, 200) } });
      }
      return applied;
    });
    if (!result.ok) return result.failure;
    if (document === 'keys') {
      const manifest = store.transact(savedManifest);
      if (manifest) this.#inbox.believe(manifest);
    }
    this.#report(document);
    this.#needs.onApplied();
    return undefined;
  }

  #report(document: DocumentName): void {
    const { store, cloud, lockerId } = this.#needs;
    const applied = store.transact((tx) => tx.documents.applied(document));
    if (!applied) return;
    const { revision, appliedAtMs, problems } = applied;
    const topic = buildTopic({ kind: 'reported', lockerId, document });
    cloud.publishRetained(topic, { revision, appliedAt: isoTime(appliedAtMs), problems });
  }
}

function ackProblem(tx: Tx, ack: Ack, lockerId: string): string | undefined {
  if (ack.aud !== lockerId) return 'addressed to another locker';
  return ack.epoch === tx.journal.range().epoch ? undefined : 'of another epoch';
}

const RESTORED = 'the hub knows a later journal of this database: an older copy was put back';

/** The hub has signed for events of this very database that are not here, or are others here. */
function isBehind(tx: Tx, { upto, last }: Ack): boolean {
  if (upto > tx.journal.range().head) return true;
  const [own] = tx.journal.after(upto - 1, 1);
  if (last === undefined || own?.seq !== upto) return false;
  return own.bootId !== last.bootId || own.monotonicMs !== last.monotonicMs;
}

function applyDocument(tx: Tx, document: DocumentName, lockerId: string, payload: unknown, least: LeastRevisions) {
  if (document === 'keys') return applyKeys(tx, payload, least.keys);
  if (document === 'orders') return applyOrdersPart(tx, lockerId, payload, least.orders);
  if (document === 'staff') return applyStaffPart(tx, lockerId, payload, least.staff);
  return { ok: false, failure: `this Larder does not apply ${document} yet` } as const;
}
