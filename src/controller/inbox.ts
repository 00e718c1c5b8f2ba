/**
 * What the broker brought, until the use case has applied it:
 *
 *   desired    receive(): a row on the disk ─▶ PUBACK ─▶ later: verify ─▶ apply, and out of the inbox
 *   ack,       receive(): in memory ─▶ PUBACK ─▶ later: verify ─▶ apply
 *   command      after a restart a command is of another session, and an ack is said again: a row would cost
 *                each of them two commits and save nothing
 *
 * INVARIANTS
 *   1. Nothing moves inside `receive`.
 *   2. Messages are worked on one at a time, in the order of their arrival.
 */
import type { JwsKind, KeyManifest } from '../contract/jws.ts';
import { MAX_MESSAGE_BYTES } from '../contract/messages.ts';
import { parseTopic, type Topic } from '../contract/topics.ts';
import type { Moment } from '../core/clock.ts';
import { discreet } from '../core/discreet.ts';
import type { Cancel, Clock, Log, Scheduler, Signatures, Store, Tx } from './ports.ts';

export interface InboxNeeds {
  readonly store: Store;
  readonly signatures: Signatures;
  readonly scheduler: Scheduler;
  readonly clock: Clock;
  readonly log: Log;
  /** The time that the end of keys is judged on. */
  readonly confirmedMs: () => number;
  /**
   * Applies a believed message and removes its row (undefined when it has none), in one transaction. Returns why it was
   * refused.
   */
  readonly apply: (row: Row, topic: Topic, payload: unknown) => string | undefined;
}

/** The inbox's row of a message; undefined for one that is only in memory. */
export type Row = number | undefined;

interface Fleeting {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** The newest row when it came: those up to it go first. */
  readonly behind: number;
}

const NO_TOPIC = 'a topic that no locker listens to';
/** More documents than this never wait for a manifest. */
const MAX_PARKED = 64;
/** More words than this never wait in memory: both kinds are said again. */
const MAX_FLEETING = 128;
const MAX_FAILURES = 3;
const RETRY_MS = 2_000;
/** So often one refusal becomes an event. */
const REFUSAL_EVERY_MS = 10_000;

export class Inbox {
  readonly #needs: InboxNeeds;
  readonly #parked = new Map<string, Uint8Array>();
  readonly #fleeting: Fleeting[] = [];
  #newestRow = 0;
  /** False once the table was seen empty. */
  #mayHaveRows = true;
  /** How often the oldest message could not be worked on. */
  #failures = 0;
  /** When a refusal of each kind last became an event. */
  readonly #told = new Map<string, Moment>();
  #hasManifest = false;
  #working: Promise<void> | undefined;
  #cancelRetry: Cancel = () => {};
  #stopped = false;

  constructor(needs: InboxNeeds) {
    this.#needs = needs;
  }

  /** Takes up what an earlier process left. */
  start(): void {
    this.#workSoon();
  }

  /** Finishes the message at hand; the others wait for the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelRetry();
    await this.#working;
  }

  /** Keys to believe from now on; documents that waited for them come again. */
  believe(manifest: KeyManifest): void {
    this.#needs.signatures.useManifest(manifest);
    this.#hasManifest = true;
    const parked = [...this.#parked];
    this.#parked.clear();
    if (parked.length === 0) return;
    this.#needs.store.transact((tx) => {
      for (const [topic, payload] of parked) this.#add(tx, topic, payload);
    });
  }

  receive(topic: string, payload: Uint8Array): void {
    const { store, log } = this.#needs;
    const reason = this.#misfit(topic, payload);
    if (reason === undefined) {
      if (isFleeting(topic)) this.#remember(topic, payload);
      else store.transact((tx) => this.#add(tx, topic, payload));
      return this.#workSoon();
    }
    try {
      store.transact((tx) => this.#tellRefusal(tx, topic, reason));
    } catch (error) {
      log.error('store-failed', { doing: 'message.refused', message: String(error) });
    }
  }

  /** What can be seen of a message without asking a key: rubbish, and what belongs elsewhere, is not written to the disk. */
  #misfit(topic: string, payload: Uint8Array): string | undefined {
    if (payload.byteLength > MAX_MESSAGE_BYTES) return `${payload.byteLength} bytes are too many`;
    const parsed = parseTopic(topic);
    const kind = parsed && kindOf(parsed);
    return kind ? this.#needs.signatures.misfit(kind, new TextDecoder().decode(payload)) : NO_TOPIC;
  }

  #add(tx: Tx, topic: string, payload: Uint8Array): void {
    this.#newestRow = tx.inbox.add(topic, payload);
    this.#mayHaveRows = true;
  }

  #remember(topic: string, payload: Uint8Array): void {
    if (this.#fleeting.length >= MAX_FLEETING) {
      this.#needs.log.warn('message-refused', { topic, reason: `${MAX_FLEETING} messages wait already` });
      return;
    }
    this.#fleeting.push({ topic, payload, behind: this.#newestRow });
  }

  /** After the caller, who may be inside a transaction or about to send a PUBACK. */
  #workSoon(): void {
    queueMicrotask(() => {
      if (this.#working || this.#stopped) return;
      this.#working = this.#work().finally(() => {
        this.#working = undefined;
      });
    });
  }

  async #work(): Promise<void> {
    while (!this.#stopped) {
      const didOne = await this.#workOnRow();
      if (didOne === 'later') return;
      if (didOne === 'none' && !(await this.#workOnFleeting())) return;
    }
  }

  /** The oldest row, unless a word in memory came before it. */
  async #workOnRow(): Promise<'done' | 'none' | 'later'> {
    if (!this.#mayHaveRows) return 'none';
    const { store, log, scheduler } = this.#needs;
    try {
      const message = store.transact((tx) => tx.inbox.oldest());
      this.#mayHaveRows = message !== undefined;
      const [word] = this.#fleeting;
      if (!message || (word && word.behind < message.id)) return 'none';
      if (this.#failures >= MAX_FAILURES) this.#refuse(message.id, message.topic, 'could not be applied');
      else await this.#handle(message.id, message.topic, message.payload);
      this.#failures = 0;
      return 'done';
    } catch (error) {
      // A sick disk is waited for; a message that nobody thought of must not stop those behind it for ever.
      if (this.#diskWorks()) this.#failures += 1;
      log.error('store-failed', { doing: 'inbox', message: String(error) });
      this.#cancelRetry = scheduler.after(RETRY_MS, () => this.#workSoon());
      return 'later';
    }
  }

  /** One that cannot be recorded does nothing: whoever sent it asks again. */
  async #workOnFleeting(): Promise<boolean> {
    const word = this.#fleeting.shift();
    if (!word) return false;
    try {
      await this.#handle(undefined, word.topic, word.payload);
    } catch (error) {
      this.#needs.log.error('store-failed', { doing: 'inbox', topic: word.topic, message: String(error) });
    }
    return true;
  }

  #diskWorks(): boolean {
    const { store, clock } = this.#needs;
    try {
      store.transact((tx) => tx.facts.put('inbox-probe', String(clock.read().wallMs)));
      return true;
    } catch {
      return false;
    }
  }

  async #handle(row: Row, text: string, payload: Uint8Array): Promise<void> {
    const topic = parseTopic(text);
    const kind = topic && kindOf(topic);
    if (!topic || !kind) return this.#refuse(row, text, NO_TOPIC);
    const token = new TextDecoder().decode(payload);
    const { store, signatures } = this.#needs;
    const moment = store.transact((tx) => tx.now);
    // A clock that jumped ahead ends no key before it has been confirmed.
    const now = { ...moment, atMs: Math.min(moment.atMs, this.#needs.confirmedMs()) };
    const verified = await signatures.verify(kind, token, now);
    if (!verified.ok && verified.failure === 'unknown-key') {
      if (topic.kind === 'desired') return this.#park(row, text, payload);
      if (!this.#hasManifest) return this.#drop(row, text);
    }
    if (!verified.ok) return this.#refuse(row, text, verified.failure);
    const reason = this.#needs.apply(row, topic, verified.value);
    if (reason !== undefined) this.#needs.log.warn('message-refused', { topic: text, reason });
  }

  /** A document can come before the manifest that names its key: it waits, and the broker keeps it too. */
  #park(row: Row, topic: string, payload: Uint8Array): void {
    if (this.#parked.size < MAX_PARKED) this.#parked.set(topic, payload);
    if (this.#hasManifest) return this.#refuse(row, topic, 'unknown-key: waits for the manifest that names it');
    this.#drop(row, topic);
  }

  /** Before the first manifest nobody can be believed, so what comes then is no attack. */
  #drop(row: Row, topic: string): void {
    this.#needs.log.warn('message-refused', { topic, reason: 'unknown-key: there is no key manifest yet' });
    if (row !== undefined) this.#needs.store.transact((tx) => tx.inbox.remove(row));
  }

  #refuse(row: Row, topic: string, reason: string): void {
    this.#needs.store.transact((tx) => {
      this.#tellRefusal(tx, topic, reason);
      if (row !== undefined) tx.inbox.remove(row);
    });
  }

  #tellRefusal(tx: Tx, text: string, reason: string): void {
    // A topic of the contract is our own words; the end of another is a stranger's.
    const topic = parseTopic(text) ? text : text.replace(/[^/]*$/, (end) => discreet(end, 60));
    this.#needs.log.warn('message-refused', { topic, reason });
    if (this.mayTell(tx, 'message')) recordRefusal(tx, topic, reason);
  }

  /** A broker that sends rubbish, or old truths, without end fills the log, not the journal: an event of each kind so often. */
  mayTell({ now }: Tx, kind: string): boolean {
    const last = this.#told.get(kind);
    // The same moment is the same transaction, which the store may run again.
    if (last && last !== now && now.monotonicMs - last.monotonicMs < REFUSAL_EVERY_MS) return false;
    this.#told.set(kind, now);
    return true;
  }
}

function isFleeting(topic: string): boolean {
  const kind = parseTopic(topic)?.kind;
  return kind === 'ack' || kind === 'command';
}

/** Which kind of signed message belongs on a topic that comes down. */
function kindOf(topic: Topic): Exclude<JwsKind, 'session'> | undefined {
  if (topic.kind === 'desired') return topic.document;
  return topic.kind === 'command' || topic.kind === 'ack' ? topic.kind : undefined;
}

/** A message that was not believed, or not understood, as an event. */
export function recordRefusal(tx: Tx, topic: string, reason: string): void {
  tx.journal.append({ type: 'message.refused', data: { topic: topic.slice(0, 200), reason: reason.slice(0, 200) } });
}
