/** What the use cases need of the world. Adapters implement these and never import one another; commands/ wires. */
import type { Distrust, JwsKind, KeyManifest } from '../contract/jws.ts';
import type { SessionClaims, Status } from '../contract/messages.ts';
import type { DocumentName } from '../contract/topics.ts';
import type { Moment } from '../core/clock.ts';
import type { ClockEvidence } from '../core/clock-trust.ts';
import type { Compartment } from '../core/compartment.ts';
import type { DiskReport } from '../core/disk.ts';
import type { Clock } from '../core/environment.ts';
import type { Happening, JournalEvent } from '../core/event.ts';
import type { Opening } from '../core/opening.ts';
import type { Order } from '../core/order.ts';
import type { Result } from '../core/result.ts';
import type { ScreenInput, ScreenState } from '../core/screen.ts';
import type { StaffMember } from '../core/staff.ts';
import type { LossReason } from '../core/storage-loss.ts';
import type { Bucket } from '../core/throttle.ts';
import type { LogEvent } from './log-events.ts';

/** Time and chance, which the rooms of the hub's wing need too. */
export type { Cancel, Clock, Random, Scheduler } from '../core/environment.ts';
/** The hardware's side. */
export type { Boards, BoardsListener, BusCounters, UnlockOutcome } from './boards.ts';

/** The machine's clock, and what vouches for it. */
export interface MachineClock extends Clock {
  evidence(): ClockEvidence;
  /** Whether the battery clock may vouch for the wall clock while NTP does not. */
  believeBattery(agrees: boolean): void;
  /** Asks the system again, in the background; `evidence` tells the answer later. */
  ask(): void;
}

/* ---- Store ------------------------------------------------------------------------------------------------------- */

export interface StoredCommand {
  readonly id: string;
  readonly type: string;
  readonly state: 'started' | 'done' | 'refused' | 'unknown';
  readonly compartment: number;
  readonly at: Moment;
}

export interface DocumentPart {
  readonly document: DocumentName;
  readonly revision: number;
  readonly part: number;
  readonly parts: number;
  /** The verified payload, as JSON text. */
  readonly payload: string;
}

export interface AppliedDocument {
  readonly revision: number;
  readonly appliedAtMs: number;
  readonly problems: readonly string[];
}

export interface InboxMessage {
  readonly id: number;
  readonly topic: string;
  readonly payload: Uint8Array;
}

export interface JournalRange {
  readonly epoch: string;
  readonly tail: number;
  readonly head: number;
  readonly acked: number;
}

/** One transaction: everything in it commits together or not at all. */
export interface Tx {
  /** The moment of this transaction; its commit raises the clock's floor to it. */
  readonly now: Moment;
  readonly orders: {
    get(id: string): Order | undefined;
    put(order: Order): void;
    delete(id: string): void;
    byPickup(pickupId: string): readonly Order[];
    /** Live orders (assigned, stored), oldest first; then terminal ones, newest first. */
    byCodeMac(codeMac: string): readonly Order[];
    inState(...states: readonly Order['state'][]): readonly Order[];
  };
  readonly compartments: {
    get(number: number): Compartment | undefined;
    put(compartment: Compartment): void;
    all(): readonly Compartment[];
  };
  readonly openings: {
    /** Stores a new opening and returns it with its id. */
    add(opening: Omit<Opening, 'id'>): Opening;
    put(opening: Opening): void;
    unfinished(): readonly Opening[];
    latestOf(compartment: number): Opening | undefined;
  };
  readonly staff: {
    all(): readonly StaffMember[];
    byNumber(number: string): StaffMember | undefined;
    replaceAll(members: readonly StaffMember[]): void;
  };
  readonly bucket: { get(): Bucket | undefined; put(bucket: Bucket): void };
  readonly documents: {
    addPart(part: DocumentPart): void;
    partsOf(document: DocumentName, revision: number): readonly DocumentPart[];
    applied(document: DocumentName): AppliedDocument | undefined;
    /** Records what is in force and forgets the parts of this and earlier revisions. */
    setApplied(document: DocumentName, applied: AppliedDocument): void;
  };
  readonly commands: {
    get(id: string): StoredCommand | undefined;
    put(command: StoredCommand): void;
    started(): readonly StoredCommand[];
  };
  readonly journal: {
    append(happening: Happening): JournalEvent;
    range(): JournalRange;
    /** Events after `afterSeq`, at most `limit`. */
    after(afterSeq: number, limit: number): readonly JournalEvent[];
    setAcked(upto: number): void;
  };
  readonly inbox: {
    /** Returns the id of its row. */
    add(topic: string, payload: Uint8Array): number;
    oldest(): InboxMessage | undefined;
    remove(id: number): void;
  };
  /** Deletes what is over and older: never an event that the hub has not acknowledged, never an unfinished opening. */
  forget(limits: {
    readonly acknowledgedEventsBeforeMs: number;
    readonly commandsBeforeMs: number;
    readonly openingsBeforeMs: number;
  }): void;
  /**
   * This transaction's commit lowers the clock's floor to `atMs`; its own events still carry the old time. Only for a clock
   * that was confirmed to be right (confirmed-time.ts).
   */
  resetFloor(atMs: number): void;
  /** Small facts that must survive, by name: the connection counter, the key manifest. */
  readonly facts: { get(name: string): string | undefined; put(name: string, value: string): void };
}

export interface Store {
  /**
   * Synchronous: no `await` inside. Throws when the disk refuses; then nothing of it happened. A full disk that got some
   * room back has `run` called again, with the same `tx.now`: what it does outside of `tx`, it can do twice.
   */
  transact<T>(run: (tx: Tx) => T): T;
  /** Proves to a later start that no newer database than this ran here. Throws when the disk refuses; no harm done. */
  bearWitness(): void;
  /** From now on nothing is read from this database or written to it; the next start moves it aside. Survives a crash. */
  condemn(reason: LossReason): void;
  /** Hears, once, that the database was condemned: by `condemn`, or because SQLite found it damaged. */
  onCondemned(listener: (reason: LossReason) => void): void;
  /** Hears the events of each transaction soon after its commit, in order. */
  onEvents(listener: (events: readonly JournalEvent[]) => void): void;
  /** 99th percentile of the recent commits, milliseconds. */
  commitP99Ms(): number;
  disk(): DiskReport;
  /** False from a refusal of the disk on, until as much as a pickup needs was recorded again. */
  canRecord(): boolean;
  /** Hears, soon after, that `disk().state` changed. */
  onDisk(listener: () => void): void;
  close(): void;
}

/* ---- Signatures -------------------------------------------------------------------------------------------------- */

export interface Signatures {
  /** What is wrong with a message before any key is asked: no JWS at all, another algorithm, another kind. */
  misfit(kind: Exclude<JwsKind, 'session'>, token: string): Distrust | undefined;
  /** The payload of a message that was signed by a key of the kind's role (of root, for `keys`). */
  verify(kind: Exclude<JwsKind, 'session'>, token: string, now: Moment): Promise<Result<unknown, Distrust>>;
  /** Which keys are believed from now on. */
  useManifest(manifest: KeyManifest): void;
  signSession(claims: SessionClaims): Promise<string>;
  /** RFC 7638 thumbprint of the device's public key, base64url. */
  readonly fingerprint: string;
}

/* ---- Cloud ------------------------------------------------------------------------------------------------------- */

export interface CloudState {
  readonly connected: boolean;
  readonly reconnects: number;
  readonly lastReason: string | null;
}

/** What the session with the broker asks of the locker. */
export interface CloudListener {
  /** A connection attempt begins: its number is higher than any before, and never used again. */
  nextConnection(): number;
  /** The will and, once connected, the first word. A new session nonce for each connection. */
  status(connection: number): { readonly will: Status; readonly online: () => Promise<Status> };
  /** A message came in. Returns once it is durable, or let go (the disk refuses); nothing moves in here. */
  received(topic: string, payload: Uint8Array): void;
  /** Status is out and the subscriptions stand: documents may be reported again. */
  connected(): void;
  disconnected(): void;
  /** Another client came with our id: two cabinets share one name, or somebody plays this one. */
  takenOver(): void;
}

export interface Cloud {
  start(listener: CloudListener): void;
  stop(): Promise<void>;
  /** The journal grew, or the hub acknowledged: look whether there is something to send. */
  wake(): void;
  /** The hub asks for everything from `seq` again. */
  resendFrom(seq: number): void;
  /** Ends the present connection: a new one brings again what the broker keeps. */
  renew(): void;
  /** Says the status of the present connection once more, freshly signed. */
  announce(): void;
  /** Publishes at QoS 1, retained; false when not connected (the caller says it again at the next connection). */
  publishRetained(topic: string, payload: unknown): boolean;
  state(): CloudState;
}

/** What the operating system says of this process. */
export interface ProcessFigures {
  read(): { readonly rssBytes: number; readonly eventLoopDelayP99Ms: number };
}

/* ---- Screen and log ---------------------------------------------------------------------------------------------- */

export interface Screen {
  /** A second start hands the screen to another listener, whose state is shown at once. */
  start(listener: { input(input: ScreenInput): void; current(): ScreenState }): Promise<void>;
  stop(): Promise<void>;
  show(state: ScreenState): void;
  /** Asks itself as a browser would; rejects when no answer comes within some seconds. */
  probe(): Promise<void>;
}

/** Never a code, a key, a ticket or a MAC among the fields. */
export interface Log {
  info(event: LogEvent, fields?: Readonly<Record<string, unknown>>): void;
  warn(event: LogEvent, fields?: Readonly<Record<string, unknown>>): void;
  error(event: LogEvent, fields?: Readonly<Record<string, unknown>>): void;
}
