/**
 * The locker's side of the cloud contract (04):
 *
 *   message ─▶ received(): inbox row, durable ─▶ PUBACK ─▶ later: verify ─▶ one transact: apply, leave the inbox
 *
 * INVARIANTS
 *   1. Nothing moves inside `received`.
 *   2. Inbox messages are worked on one at a time, in the order of their arrival.
 *   3. A session nonce lives for one connection.
 */
import type { JwsKind, KeyManifest } from '../contract/jws.ts';
import { ackSchema, MAX_MESSAGE_BYTES, type Status } from '../contract/messages.ts';
import { buildTopic, type DocumentName, parseTopic, type Topic } from '../contract/topics.ts';
import { isoTime } from '../core/clock.ts';
import { applyKeys, applyOrdersPart, applyStaffPart, savedManifest } from './desired.ts';
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
  /** Documents changed what the screen may show. */
  readonly onApplied: () => void;
  /** Status is out: time to say how the cabinet is. */
  readonly onConnected: () => void;
}

const CONNECTION_FACT = 'connection';
/** More documents than this never wait for a manifest. */
const MAX_PARKED = 64;
/** A broker that sends rubbish fills the log, not the journal: one refusal so often becomes an event. */
const REFUSAL_EVERY_MS = 10_000;
/** A hub that asks again and again is answered so often. */
const ANNOUNCE_EVERY_MS = 2_000;
const APPLIED_DOCUMENTS = ['keys', 'orders', 'staff'] as const;

export class Sync implements CloudListener {
  readonly #needs: SyncNeeds;
  readonly #parked = new Map<string, Uint8Array>();
  #announcedMs = Number.NEGATIVE_INFINITY;
  #lastRefusalMs = Number.NEGATIVE_INFINITY;
  #hasManifest = false;
  #nonce: string | undefined;
  #working: Promise<void> | undefined;
  #stopped = false;

  constructor(needs: SyncNeeds) {
    this.#needs = needs;
  }

  nonce = (): string | undefined => this.#nonce;

  start(): void {
    const { store, cloud } = this.#needs;
    const manifest = store.transact(savedManifest);
    if (manifest) this.#believe(manifest);
    cloud.start(this);
    this.#workSoon();
  }

  #believe(manifest: KeyManifest): void {
    this.#needs.signatures.useManifest(manifest);
    this.#hasManifest = true;
  }

  nextConnection(): number {
    return this.#needs.store.transact((tx) => {
      const connection = Number(tx.facts.get(CONNECTION_FACT) ?? 0) + 1;
      tx.facts.put(CONNECTION_FACT, String(connection));
      return connection;
    });
  }

  status(connection: number): { will: Status; online: () => Promise<Status> } {
    const { clock, version, random, store, signatures, lockerId } = this.#needs;
    const bare = { connection, bootId: clock.read().bootId, version };
    const nonce = Buffer.from(random.bytes(18)).toString('base64url');
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

  received(topic: string, payload: Uint8Array): void {
    this.#needs.store.transact((tx) => {
      if (payload.byteLength > MAX_MESSAGE_BYTES) return refuse(tx, topic, `${payload.byteLength} bytes are too many`);
      tx.inbox.add(topic, payload);
    });
    this.#workSoon();
  }

  connected(): void {
    for (const document of APPLIED_DOCUMENTS) this.#report(document);
    this.#needs.onConnected();
  }

  disconnected(): void {
    this.#nonce = undefined;
  }

  takenOver(): void {
    this.#needs.store.transact((tx) => tx.journal.append({ type: 'session.taken-over', data: {} }));
  }

  /** After the cloud was stopped: finishes the message at hand; the others wait in the inbox for the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#working;
  }

  #workSoon(): void {
    this.#needs.scheduler.after(0, () => {
      if (this.#working || this.#stopped) return;
      this.#working = this.#work().finally(() => {
        this.#working = undefined;
      });
    });
  }

  async #work(): Promise<void> {
    const { store, log } = this.#needs;
    while (!this.#stopped) {
      try {
        const message = store.transact((tx) => tx.inbox.oldest());
        if (!message) return;
        await this.#handle(message.id, message.topic, message.payload);
      } catch (error) {
        log.error('store-failed', { doing: 'inbox', message: String(error) });
        return;
      }
    }
  }

  async #handle(id: number, text: string, payload: Uint8Array): Promise<void> {
    const topic = parseTopic(text);
    const kind = topic && kindOf(topic);
    if (!topic || !kind) return this.#refuse(id, text, 'a topic that no locker listens to');
    const token = new TextDecoder().decode(payload);
    const { store, signatures } = this.#needs;
    const now = store.transact((tx) => tx.now);
    const verified = await signatures.verify(kind, token, now);
    if (!verified.ok && verified.failure === 'unknown-key') {
      if (topic.kind === 'desired') return this.#park(id, text, payload);
      if (!this.#hasManifest) return this.#drop(id, text);
    }
    if (!verified.ok) return this.#refuse(id, text, verified.failure);
    const reason = this.#apply(id, topic, verified.value);
    if (reason !== undefined) this.#needs.log.warn('message-refused', { topic: text, reason });
  }

  /** A document can come before the manifest that names its key: it waits, and the broker keeps it too. */
  #park(id: number, topic: string, payload: Uint8Array): void {
    this.#needs.log.warn('message-refused', { topic, reason: 'unknown-key: waits for the key manifest' });
    if (this.#parked.size < MAX_PARKED) this.#parked.set(topic, payload);
    this.#needs.store.transact((tx) => tx.inbox.remove(id));
  }

  /** Before the first manifest nobody can be believed, so an ack or a command then is no attack. */
  #drop(id: number, topic: string): void {
    this.#needs.log.warn('message-refused', { topic, reason: 'unknown-key: there is no key manifest yet' });
    this.#needs.store.transact((tx) => tx.inbox.remove(id));
  }

  #unpark(): void {
    const parked = [...this.#parked];
    this.#parked.clear();
    this.#needs.store.transact((tx) => {
      for (const [topic, payload] of parked) tx.inbox.add(topic, payload);
    });
  }

  #refuse(id: number, topic: string, reason: string): void {
    const { log, store, clock } = this.#needs;
    log.warn('message-refused', { topic, reason });
    const nowMs = clock.read().monotonicMs;
    const recent = nowMs - this.#lastRefusalMs < REFUSAL_EVERY_MS;
    if (!recent) this.#lastRefusalMs = nowMs;
    store.transact((tx) => {
      if (!recent) refuse(tx, topic, reason);
      tx.inbox.remove(id);
    });
  }

  /** Applies a believed message and takes it out of the inbox; returns why it was refused. */
  #apply(id: number, topic: Topic, payload: unknown): string | undefined {
    if (topic.kind === 'command') return this.#applyCommand(id, payload);
    if (topic.kind === 'ack') return this.#applyAck(id, payload);
    return topic.kind === 'desired' ? this.#applyDesired(id, topic.document, payload) : undefined;
  }

  #applyCommand(id: number, payload: unknown): string | undefined {
    // Out of the inbox first: a command that is lost is asked again, one that is done twice opens a door twice.
    this.#needs.store.transact((tx) => tx.inbox.remove(id));
    return this.#needs.commands.execute(payload);
  }

  #applyAck(id: number, payload: unknown): string | undefined {
    const { store, cloud, lockerId } = this.#needs;
    const parsed = ackSchema.safeParse(payload);
    const reason = store.transact((tx) => {
      tx.inbox.remove(id);
      const why = parsed.success ? ackProblem(tx, parsed.data, lockerId) : 'not an ack';
      if (why !== undefined) refuse(tx, 'ack', why);
      else if (parsed.success) tx.journal.setAcked(parsed.data.upto);
      return why;
    });
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

  #applyDesired(id: number, document: DocumentName, payload: unknown): string | undefined {
    const { store, lockerId } = this.#needs;
    const result = store.transact((tx) => {
      tx.inbox.remove(id);
      const applied = applyDocument(tx, document, lockerId, payload);
      if (!applied.ok) {
        tx.journal.append({ type: 'desired.rejected', data: { document, reason: applied.failure.slice(0, 200) } });
      }
      return applied;
    });
    if (!result.ok) return result.failure;
    if (document === 'keys') {
      const manifest = store.transact(savedManifest);
      if (manifest) this.#believe(manifest);
      this.#unpark();
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

/** Which kind of signed message belongs on a topic that comes down. */
function kindOf(topic: Topic): Exclude<JwsKind, 'session'> | undefined {
  if (topic.kind === 'desired') return topic.document;
  return topic.kind === 'command' || topic.kind === 'ack' ? topic.kind : undefined;
}

function refuse(tx: Tx, topic: string, reason: string): void {
  tx.journal.append({ type: 'message.refused', data: { topic: topic.slice(0, 200), reason: reason.slice(0, 200) } });
}

function ackProblem(tx: Tx, ack: { aud: string; epoch: string; upto: number }, lockerId: string): string | undefined {
  const { epoch, head } = tx.journal.range();
  if (ack.aud !== lockerId) return 'addressed to another locker';
  if (ack.epoch !== epoch) return 'of another epoch';
  return ack.upto > head ? `acknowledges ${ack.upto}, above the head ${head}` : undefined;
}

function applyDocument(tx: Tx, document: DocumentName, lockerId: string, payload: unknown) {
  if (document === 'keys') return applyKeys(tx, payload);
  if (document === 'orders') return applyOrdersPart(tx, lockerId, payload);
  if (document === 'staff') return applyStaffPart(tx, lockerId, payload);
  return { ok: false, failure: `this Larder does not apply ${document} yet` } as const;
}
