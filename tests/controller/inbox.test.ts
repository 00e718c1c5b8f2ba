/** Whatever the broker delivers, by the real signatures and a real database: an answer in the log, never an exception. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { JWS_KINDS } from '../../src/contract/jws.ts';
import { Inbox } from '../../src/controller/inbox.ts';
import { SqliteStore } from '../../src/store/store.ts';
import { loadDeviceKey } from '../../src/trust/device-key.ts';
import { JwsSignatures } from '../../src/trust/signatures.ts';
import { SeededRandom } from '../fakes/seeded-random.ts';
import { FakeTime } from '../fakes/time.ts';
import { RecordingLog } from '../hardware/log.ts';
import { base64url, manifestOf, newPen, type Pen, sign } from '../trust/forge.ts';

const BASE = 'larder/v1/demo-0217';
let directory: string;
let store: SqliteStore;
let time: FakeTime;
let log: RecordingLog;
let inbox: Inbox;
let hub: Pen;
let applied: string[];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'larder-inbox-'));
  time = new FakeTime();
  log = new RecordingLog();
  applied = [];
  store = new SqliteStore({ directory, clock: time.clock, random: new SeededRandom(1) });
  const root = await newPen();
  hub = await newPen();
  const signatures = new JwsSignatures({ rootKey: root.publicKey, deviceKey: await loadDeviceKey(directory) });
  inbox = new Inbox({
    ...{ store, signatures, scheduler: time.scheduler, clock: time.clock, log },
    confirmedMs: () => time.wallMs,
    apply: (row, topic) => {
      if (row !== undefined) store.transact((tx) => tx.inbox.remove(row));
      applied.push(topic.kind);
      return undefined;
    },
  });
  const roles = ['orders', 'commands', 'acks', 'tickets', 'labels'] as const;
  inbox.believe(manifestOf({ kid: 'hub-1', jwk: hub.publicKey, roles: [...roles], notAfter: '2030-01-01T00:00:00Z' }));
});
afterEach(() => {
  store.close();
  rmSync(directory, { recursive: true });
});

const waiting = () => store.transact((tx) => tx.inbox.oldest());
const reasons = () => log.of('message-refused').map(({ reason }) => reason);
/** Verifying is work of another thread, which no fake clock waits for. */
const worked = async (): Promise<void> => {
  await time.advance(10);
  await expect.poll(waiting).toBeUndefined();
};

test('no bytes on no topic are more than a refusal, and the next good message is worked on', async () => {
  const topic = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 100 }),
    fc.constantFrom(
      `${BASE}/command`,
      `${BASE}/ack`,
      `${BASE}/desired/orders/1`,
      `${BASE}/desired/keys/1`,
      `${BASE}/status`,
    ),
    fc.string({ maxLength: 20 }).map((end) => `${BASE}/desired/orders/${end}`),
  );
  const token = fc
    .tuple(fc.json(), fc.string(), fc.string())
    .map((parts) => parts.map((part) => Buffer.from(part).toString('base64url')).join('.'));
  const payload = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    token.map((text) => new TextEncoder().encode(text)),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(topic, payload), { maxLength: 8 }), async (messages) => {
      for (const [where, bytes] of messages) inbox.receive(where, bytes);
      await worked();
    }),
    { numRuns: 60 },
  );
  expect(applied).toEqual([]);
  inbox.receive(`${BASE}/command`, Buffer.from(await sign(hub, { typ: JWS_KINDS.command.typ, kid: 'hub-1' }, '{}')));
  await expect.poll(() => applied).toEqual(['command']);
});

test('a signed thing of another kind is refused as that, and never reaches the disk', async () => {
  for (const typ of ['larder-ticket+jws', 'larder-label+jws', 'larder-orders+jws', 'JWT', undefined]) {
    const header = { ...(typ !== undefined && { typ }), kid: 'hub-1' };
    const token = await sign(hub, header, JSON.stringify({ aud: 'demo-0217', pickup: 'P-1' }));
    inbox.receive(`${BASE}/command`, Buffer.from(token));
    expect(waiting()).toBeUndefined();
    expect(reasons().at(-1)).toBe('wrong-type');
  }
  expect(applied).toEqual([]);
});

test('the end of a topic that is not of the contract is told without what could be a code', () => {
  inbox.receive(`${BASE}/desired/orders/12345678`, new Uint8Array());
  inbox.receive(`${BASE}/desired/orders/${'9'.repeat(60_000)}`, new Uint8Array());
  inbox.receive('x'.repeat(60_000), new Uint8Array());
  expect(log.of('message-refused').map(({ topic }) => topic)).toEqual([
    `${BASE}/desired/orders/…`,
    `${BASE}/desired/orders/……`,
    '……',
  ]);
});

test('rubbish while the disk is sick is told, and ends no connection', () => {
  store.transact = () => {
    throw new Error('database is locked');
  };
  expect(() => inbox.receive(`${BASE}/command`, Buffer.from('rubbish'))).not.toThrow();
  expect(log.of('store-failed')).toEqual([{ doing: 'message.refused', message: 'Error: database is locked' }]);
  // A message that may be good must come again: its connection has to end without a PUBACK.
  const good = Buffer.from(`${base64url({ alg: 'EdDSA', typ: JWS_KINDS.orders.typ })}.e30.AAAA`);
  expect(() => inbox.receive(`${BASE}/desired/orders/1`, good)).toThrow('database is locked');
});
