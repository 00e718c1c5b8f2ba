/** Applies desired documents: whole revisions only, never a lower one, each order and member judged by itself (04). */
import type { z } from 'zod';
import {
  type DesiredOrder,
  type DesiredStaff,
  keysPartSchema,
  ordersPartSchema,
  staffPartSchema,
} from '../contract/documents.ts';
import type { KeyManifest } from '../contract/jws.ts';
import type { DocumentName } from '../contract/topics.ts';
import { parseTime } from '../core/clock.ts';
import { mustCheck } from '../core/compartment.ts';
import type { Order } from '../core/order.ts';
import { fail, ok, type Result } from '../core/result.ts';
import type { StaffMember } from '../core/staff.ts';
import { hasNewOwner } from './expiry.ts';
import type { Tx } from './ports.ts';

/** What came of one part: not the last one yet, an old story, or a document in force. */
export type PartOutcome = 'incomplete' | 'applied' | 'already-applied';

/** What an empty state directory accepts at least, so that an old document is not played to a new disk (04, Trust). */
export interface LeastRevisions {
  readonly keys: number;
  readonly orders: number;
  readonly staff: number;
}

interface Part {
  readonly aud: string;
  readonly revision: number;
  readonly part: number;
  readonly parts: number;
}

const KEYS_FACT = 'key-manifest';

const problemOf = (error: z.ZodError): string =>
  error.issues
    .map((issue) => `${issue.path.join('.') || 'document'}: ${issue.message}`)
    .join('; ')
    .slice(0, 200);

/** The manifest that was in force when the daemon last ran. */
export function savedManifest(tx: Tx): KeyManifest | undefined {
  const text = tx.facts.get(KEYS_FACT);
  return text === undefined ? undefined : keysPartSchema.parse(JSON.parse(text));
}

/** The manifest's version is its revision; it comes in one part, and root has already vouched for it. */
export function applyKeys(
  tx: Tx,
  payload: unknown,
  least: number,
): Result<{ outcome: PartOutcome; manifest: KeyManifest }, string> {
  const parsed = keysPartSchema.safeParse(payload);
  if (!parsed.success) return fail(problemOf(parsed.error));
  const manifest = parsed.data;
  const inForce = tx.documents.applied('keys')?.revision ?? 0;
  const oldest = inForce === 0 ? least : inForce;
  if (manifest.version < oldest) return fail(`version ${manifest.version} is older than ${oldest}`);
  if (manifest.version === inForce) return ok({ outcome: 'already-applied', manifest });
  tx.facts.put(KEYS_FACT, JSON.stringify(manifest));
  setApplied(tx, 'keys', manifest.version, []);
  return ok({ outcome: 'applied', manifest });
}

export function applyOrdersPart(
  tx: Tx,
  lockerId: string,
  payload: unknown,
  least: number,
): Result<PartOutcome, string> {
  return applyPart(tx, 'orders', lockerId, least, ordersPartSchema.safeParse(payload), (parts) =>
    mergeOrders(
      tx,
      parts.flatMap((part) => part.orders),
    ),
  );
}

export function applyStaffPart(tx: Tx, lockerId: string, payload: unknown, least: number): Result<PartOutcome, string> {
  return applyPart(tx, 'staff', lockerId, least, staffPartSchema.safeParse(payload), (parts) =>
    mergeStaff(
      tx,
      parts.flatMap((part) => part.staff),
    ),
  );
}

function applyPart<P extends Part>(
  tx: Tx,
  document: DocumentName,
  lockerId: string,
  least: number,
  parsed: z.ZodSafeParseResult<P>,
  merge: (parts: readonly P[]) => readonly string[],
): Result<PartOutcome, string> {
  if (!parsed.success) return fail(problemOf(parsed.error));
  const part = parsed.data;
  if (part.aud !== lockerId) return fail(`addressed to ${part.aud.slice(0, 64)}, not to this locker`);
  if (part.part > part.parts) return fail(`part ${part.part} of ${part.parts}`);
  const inForce = tx.documents.applied(document)?.revision ?? 0;
  const oldest = inForce === 0 ? least : inForce;
  if (part.revision < oldest) return fail(`revision ${part.revision} is older than ${oldest}`);
  if (part.revision === inForce) return ok('already-applied');
  const { revision, parts } = part;
  tx.documents.addPart({ document, revision, part: part.part, parts, payload: JSON.stringify(part) });
  const known = tx.documents.partsOf(document, revision);
  if (known.some((other) => other.parts !== parts))
    return fail(`the parts of revision ${revision} disagree on their number`);
  if (known.length < parts) return ok('incomplete');
  setApplied(tx, document, revision, merge(known.map((p) => JSON.parse(p.payload) as P)));
  return ok('applied');
}

function setApplied(tx: Tx, document: DocumentName, revision: number, problems: readonly string[]): void {
  const shown = problems.slice(0, 50);
  tx.documents.setApplied(document, { revision, appliedAtMs: tx.now.atMs, problems: shown });
  tx.journal.append({ type: 'desired.applied', data: { document, revision, problems: [...shown] } });
}

/** Absent while assigned: dropped. Absent while stored: untouched. Only `revoked` revokes. */
function mergeOrders(tx: Tx, desired: readonly DesiredOrder[]): readonly string[] {
  const problems = desired.flatMap((order) => mergeOrder(tx, order));
  const wanted = new Set(desired.map((order) => order.id));
  const loading = new Set(tx.compartments.all().map((c) => c.orderId));
  for (const order of tx.orders.inState('assigned')) {
    if (wanted.has(order.id) || loading.has(order.id)) continue;
    tx.orders.delete(order.id);
    tx.journal.append({ type: 'order.dropped', data: { orderId: order.id } });
  }
  return problems;
}

function mergeOrder(tx: Tx, desired: DesiredOrder): readonly string[] {
  const known = tx.orders.get(desired.id);
  if (desired.state === 'revoked') {
    if (known?.state === 'assigned' || known?.state === 'stored') revoke(tx, known);
    return [];
  }
  if (known && known.state !== 'assigned' && known.codeMac !== desired.codeMac) {
    return [`order ${desired.id}: its code cannot change after it was stored`];
  }
  if (known && known.state !== 'assigned' && known.state !== 'stored') return [];
  if (hasNewOwner(tx, desired)) return [`order ${desired.id}: its code is in use by another pickup`];
  const place = known?.state === 'stored' ? {} : placeOf(tx, desired);
  tx.orders.put({ ...(known ?? newOrder(desired)), ...fieldsOf(desired), ...place });
  if (!known) tx.journal.append({ type: 'order.assigned', data: { orderId: desired.id } });
  return [];
}

/** Where the hub believes it to be: of use only while nobody has looked there since the database was lost. */
function placeOf(tx: Tx, { lastKnown }: DesiredOrder): Pick<Order, 'lastKnown'> {
  const compartment = lastKnown && tx.compartments.get(lastKnown.compartment);
  if (!compartment?.toCheck || !mustCheck(compartment)) return {};
  return { lastKnown: { compartment: compartment.number, storedAtMs: parseTime(lastKnown?.storedAt ?? '') } };
}

function revoke(tx: Tx, order: Order): void {
  tx.orders.put({ ...order, state: order.state === 'stored' ? 'expired' : 'removed' });
  tx.journal.append({ type: 'order.revoked', data: { orderId: order.id, compartment: order.compartment } });
}

const fieldsOf = (desired: DesiredOrder) => ({
  pickupId: desired.pickupId,
  codeMac: desired.codeMac,
  zone: desired.zone,
  size: desired.size,
  low: desired.low,
  collectByMs: parseTime(desired.collectBy),
  items: desired.items,
});

const newOrder = (desired: DesiredOrder): Order => ({
  id: desired.id,
  ...fieldsOf(desired),
  ...{ state: 'assigned', compartment: null, generation: null, storedAt: null, collectedAt: null, reopens: 0 },
});

/** A member or a number that comes twice is a problem of the later one; the others apply. */
function mergeStaff(tx: Tx, desired: readonly DesiredStaff[]): readonly string[] {
  const members: StaffMember[] = [];
  const problems: string[] = [];
  for (const wanted of desired) {
    const twice = members.find(({ id, number }) => id === wanted.id || number === wanted.number);
    if (!twice) members.push(staffMember(wanted));
    else if (twice.id === wanted.id) problems.push(`staff ${wanted.id}: named twice`);
    else problems.push(`staff ${wanted.id}: number ${wanted.number} is taken`);
  }
  tx.staff.replaceAll(members);
  return problems;
}

const staffMember = ({ id, number, name, role, secretMac, from, until }: DesiredStaff): StaffMember => ({
  ...{ id, number, name, role, secretMac },
  fromMs: parseTime(from),
  untilMs: parseTime(until),
});
