import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newDeviceKey, signSession } from './fake-locker.ts';
import { type Bench, eventOf, makeBench } from './hub-bench.ts';

type Key = Awaited<ReturnType<typeof newDeviceKey>>;

let bench: Bench;
let key: Key;
beforeEach(async () => {
  bench = makeBench();
  key = await newDeviceKey();
});
afterEach(() => bench.close());

const epoch = 'epoch-one';
const nonce = (connection: number): string => `nonce-of-connection-${connection}`;

async function status(signer: Key, connection = 1, claims: Record<string, unknown> = {}, typ?: string) {
  const own = { sub: 'gate-1', nonce: nonce(connection), monotonicMs: 1_000, connection };
  const session = await signSession(signer, { ...own, ...claims }, typ);
  const journal = { epoch, tail: 0, head: 0 };
  return { online: true, connection, bootId: 'b', version: '0', session, journal, clock: 'trusted' };
}

const session = () => bench.store.lockers.get('gate-1')?.session;

describe('a status of another epoch: the database of the locker was lost', () => {
  const wanted = () => bench.store.lockers.wanted('gate-1');
  const newEpoch = async (connection: number) => {
    const own = await status(key, connection);
    return { ...own, journal: { ...own.journal, epoch: 'epoch-two' } };
  };

  it.each([false, true])('wants its documents published anew, once (retained: %s)', async (retained) => {
    await bench.deliver('status', await status(key));
    await bench.deliver('status', await status(key, 2));
    const before = wanted();
    await bench.deliver('status', await newEpoch(1), { retained });
    expect(wanted()).toBe(before + 1);
    await bench.deliver('status', await newEpoch(2));
    expect(wanted()).toBe(before + 1);
  });
});

describe('an ack', () => {
  it('says which event it is that it acknowledges, for a locker whose journal went another way', async () => {
    await bench.deliver('events', { epoch, events: [eventOf(1), eventOf(2)] });
    expect(bench.sent.at(-1)?.payload).toMatchObject({ upto: 2, last: { bootId: 'b', monotonicMs: 2 } });
  });
});

describe('a status', () => {
  it('is answered by an ack, pins the first key and pairs the clocks', async () => {
    await bench.deliver('status', await status(key));
    expect(bench.sent.map(({ payload }) => payload.upto)).toEqual([0]);
    expect(bench.notices.map(({ kind }) => kind)).toEqual(['pinned', 'status']);
    expect(session()).toMatchObject({ nonce: nonce(1), connection: 1, lockerMs: 1_000, hubBoot: 'test-boot' });
  });

  it('of another device key is refused once one is pinned, and gets no ack', async () => {
    await bench.deliver('status', await status(key));
    bench.sent.length = 0;
    await bench.deliver('status', await status(await newDeviceKey(), 2));
    expect(bench.refusals()).toEqual(['other-device-key']);
    expect(bench.sent).toEqual([]);
    expect(session()?.nonce).toBe(nonce(1));
  });

  it('is refused when a fingerprint was pinned beforehand and the key is another', async () => {
    bench.desk.pinDevice('gate-1', 'A'.repeat(43));
    await bench.deliver('status', await status(key));
    expect(bench.refusals()).toEqual(['other-device-key']);
  });

  it.each([
    ['other-locker', (own: Key) => status(own, 1, { sub: 'gate-2' })],
    ['other-connection', (own: Key) => status(own, 1, { connection: 7 })],
    ['wrong-type', (own: Key) => status(own, 1, {}, 'larder-ack+jws')],
    ['bad-payload', (own: Key) => status(own, 1, { nonce: 'short' })],
    ['not-a-jws', async (own: Key) => ({ ...(await status(own)), session: 'a.b.c' })],
    ['no-session', async (own: Key) => ({ ...(await status(own)), session: undefined })],
    [
      'bad-signature',
      async (own: Key) => {
        const good = await status(own);
        const [head, , signature] = good.session.split('.');
        const body = Buffer.from(JSON.stringify({ sub: 'gate-1', nonce: nonce(9), monotonicMs: 9e9, connection: 1 }));
        return { ...good, session: `${head}.${body.toString('base64url')}.${signature}` };
      },
    ],
  ])('that is forged is refused: %s', async (reason, forge) => {
    await bench.deliver('status', await forge(key));
    expect(bench.refusals()).toEqual([reason]);
    expect(bench.sent).toEqual([]);
    expect(bench.store.lockers.get('gate-1')).toMatchObject({ online: false, fingerprint: null, session: null });
  });

  it('that the broker had kept pairs nothing and pins nothing', async () => {
    await bench.deliver('status', await status(key), { retained: true });
    expect(bench.store.lockers.get('gate-1')).toMatchObject({ online: true, fingerprint: null, session: null });
    await bench.deliver('status', await status(key));
    await bench.deliver('status', await status(key), { retained: true });
    expect(session()?.nonce).toBe(nonce(1));
  });

  it('that is said again does not set the paired clock back', async () => {
    const said = await status(key);
    await bench.deliver('status', said);
    const before = session();
    await bench.deliver('status', said);
    expect(session()).toEqual(before);
  });

  it('of an older connection is refused, its late will ignored, the own will ends the session', async () => {
    const will = (connection: number) => ({ online: false, connection, bootId: 'b', version: '0' });
    await bench.deliver('status', await status(key, 5));
    await bench.deliver('status', await status(key, 4));
    expect(bench.refusals()).toEqual(['old-connection']);
    await bench.deliver('status', will(4));
    expect(session()?.nonce).toBe(nonce(5));
    await bench.deliver('status', will(5));
    expect(bench.store.lockers.get('gate-1')).toMatchObject({ online: false, session: null, connection: 5 });
  });

  it('of a locker that lost its database counts from 1 again', async () => {
    await bench.deliver('status', await status(key, 5));
    const fresh = await status(key, 1);
    await bench.deliver('status', { ...fresh, journal: { epoch: 'epoch-two', tail: 1, head: 3 } });
    expect(session()?.nonce).toBe(nonce(1));
    expect(bench.sent.at(-1)?.payload).toMatchObject({ epoch: 'epoch-two', upto: 0, resendFrom: 1 });
  });

  it('whose journal begins above what is stored declares the rest lost and goes on', async () => {
    await bench.deliver('events', { epoch, events: [eventOf(1), eventOf(2)] });
    await bench.deliver('events', { epoch, events: [eventOf(5)] });
    await bench.deliver('status', { ...(await status(key)), journal: { epoch, tail: 8, head: 9 } });
    expect(bench.sent.at(-1)?.payload).toMatchObject({ upto: 7, resendFrom: 8 });
    await bench.deliver('events', { epoch, events: [eventOf(8), eventOf(9)] });
    expect(bench.events()).toEqual([1, 2, 5, 8, 9]);
    const lost = bench.notices.flatMap((n) => (n.kind === 'lost' ? [[n.from, n.to]] : []));
    expect(lost).toEqual([
      [3, 4],
      [6, 7],
    ]);
    expect(bench.store.events.lostCount('gate-1')).toBe(4);
  });
});
