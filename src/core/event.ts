/**
 * Everything that can happen, as one closed union: what the journal keeps and the hub is told (04, The journal).
 * An event never holds a code, a MAC, a key or a name of a resident.
 */
import * as z from 'zod';
import { endSchema } from './life.ts';

const compartment = z.int().min(1).max(999);
const orderId = z.string().min(1).max(64);
const staffId = z.string().min(1).max(64);
const revision = z.int().min(0);
const generation = z.int().min(0);
const attempt = z.int().min(1);
const door = z.enum(['open', 'closed', 'unknown']);
const documentName = z.enum(['keys', 'orders', 'staff', 'slides', 'settings']);
const reason = z.string().min(1).max(200);

/** A door is about to be pulsed for an order. */
const orderOpening = z.strictObject({
  orderId,
  compartment,
  generation,
  attempt,
  channel: z.enum(['code', 'ticket', 'screen']),
  doorAtRequest: door,
});

/** What each type of event carries. */
export const EVENT_DATA = {
  'locker.started': z.strictObject({
    version: z.string(),
    unfinishedOpenings: z.int().min(0),
    /** Older lockers do not tell. */
    lastEnd: endSchema.optional(),
  }),
  /** These bring nothing to an end any more: the service manager will end the daemon and start it again. */
  'locker.stuck': z.strictObject({ parts: z.array(z.string()).min(1).max(32) }),
  'locker.stopping': z.strictObject({ signal: z.string() }),
  'clock.jumped': z.strictObject({ fromAt: z.iso.datetime(), toAt: z.iso.datetime(), byMs: z.int() }),
  /** The last event in the old time; those after it are in the new, earlier one. */
  'clock.floor-reset': z.strictObject({ fromAt: z.iso.datetime(), toAt: z.iso.datetime() }),
  'config.rejected': z.strictObject({ problems: z.array(z.string()).max(20) }),
  'desired.applied': z.strictObject({ document: documentName, revision, problems: z.array(z.string()).max(50) }),
  'desired.rejected': z.strictObject({ document: documentName, reason }),
  'order.assigned': z.strictObject({ orderId }),
  'order.dropped': z.strictObject({ orderId }),
  'order.stored': z.strictObject({ orderId, compartment, generation, staffId }),
  'order.opened': orderOpening,
  'order.reopened': orderOpening,
  'order.collected': z.strictObject({ orderId, compartment, observed: z.boolean() }),
  'order.uncertain': z.strictObject({ orderId, compartment, door }),
  'order.expired': z.strictObject({ orderId, compartment: compartment.nullable() }),
  /** It had expired by a clock that was wrong. */
  'order.revived': z.strictObject({ orderId, compartment: compartment.nullable() }),
  'order.revoked': z.strictObject({ orderId, compartment: compartment.nullable() }),
  'order.removed': z.strictObject({ orderId, compartment, staffId }),
  'code.refused': z.strictObject({
    reason: z.enum(['unknown', 'throttled', 'not-loaded', 'already-collected', 'expired', 'held']),
    channel: z.enum(['keypad', 'staff']),
    orderId: orderId.optional(),
  }),
  'keypad.throttled': z.strictObject({ waitMs: z.int().min(0) }),
  'door.opened': z.strictObject({ compartment, cause: z.enum(['order', 'staff', 'command', 'nobody']) }),
  'door.closed': z.strictObject({ compartment }),
  'door.left-open': z.strictObject({ compartment, alarm: z.boolean() }),
  'door.jammed': z.strictObject({ compartment }),
  'lock.silent': z.strictObject({ compartment, reason }),
  'compartment.confirmed-empty': z.strictObject({ compartment, staffId }),
  'compartment.not-empty': z.strictObject({ compartment, staffId }),
  'hold.placed': z.strictObject({ compartment, reason }),
  'hold.cleared': z.strictObject({ compartment, reason: z.enum(['discarded', 'inspected-ok', 'empty']), staffId }),
  'staff.signed-in': z.strictObject({ staffId, role: z.enum(['stocker', 'leader', 'technician']) }),
  'staff.signed-out': z.strictObject({ staffId, idle: z.boolean() }),
  'staff.opened': z.strictObject({ staffId, orderId, compartment, generation, attempt }),
  'staff.checked': z.strictObject({ staffId, orderId: orderId.nullable(), compartment, generation, attempt }),
  'command.started': z.strictObject({ commandId: z.string(), type: z.string() }),
  'command.done': z.strictObject({ commandId: z.string(), result: z.record(z.string(), z.unknown()) }),
  'command.refused': z.strictObject({ commandId: z.string(), reason }),
  'command.unknown': z.strictObject({ commandId: z.string(), compartment, door }),
  'message.refused': z.strictObject({ topic: z.string().max(200), reason }),
  'session.taken-over': z.strictObject({}),
  /** The disk was full: `ballastBytes` are left of the room that was kept for that. */
  'storage.ballast-released': z.strictObject({ freeBytes: z.int().min(0), ballastBytes: z.int().min(0) }),
  'storage.ballast-restored': z.strictObject({}),
  /** The first word of a new epoch. `keptAs`: what the old database is called now, in the state directory. */
  'storage.lost': z.strictObject({
    reason: z.enum(['damaged', 'missing', 'restored']),
    keptAs: z.string().min(1).max(200).nullable(),
  }),
} as const;

export type EventType = keyof typeof EVENT_DATA;
export type EventData<T extends EventType> = z.infer<(typeof EVENT_DATA)[T]>;

/** One event as a use case writes it: what happened, without the when. */
export type Happening = { [T in EventType]: { readonly type: T; readonly data: EventData<T> } }[EventType];

/** When and where in the journal. */
interface Envelope {
  readonly v: 1;
  readonly seq: number;
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly monotonicMs: number;
  readonly bootId: string;
  readonly clock: 'trusted' | 'floor';
}

/** An event of the journal, as it is stored and sent. */
export type JournalEvent = Happening & Envelope;

export const EVENT_TYPES = Object.keys(EVENT_DATA) as readonly EventType[];

/** Checks what a use case is about to write; throws on a programming error. */
export function checkHappening(happening: Happening): void {
  EVENT_DATA[happening.type].parse(happening.data);
}
