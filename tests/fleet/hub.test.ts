import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type EmbeddedBroker, startBroker } from '../../src/fleet/embedded-broker.ts';
import { Hub, type HubOptions } from '../../src/fleet/hub.ts';
import { makeHubKeys } from '../../src/fleet/hub-keys.ts';
import type { Notice } from '../../src/fleet/notices.ts';
import { FakeLocker } from './fake-locker.ts';
import { clock, random, scheduler, temporaryFolder, until } from './world.ts';

let broker: EmbeddedBroker;
let folder: ReturnType<typeof temporaryFolder>;
let root: { x: string };
const closing: (() => unknown)[] = [];

beforeEach(async () => {
  broker = await startBroker();
  folder = temporaryFolder();
  const keys = await makeHubKeys(folder.path, clock);
  if (!keys.ok) throw new Error(keys.failure.detail);
  root = keys.value.root;
  closing.push(
    () => folder.remove(),
    () => broker.stop(),
  );
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function newHub(role: HubOptions['role']): Hub {
  const hub = new Hub({ directory: folder.path, url: broker.url, protocol: 4, role, clock, scheduler, random });
  closing.push(() => hub.stop());
  return hub;
}

async function startHub(role: HubOptions['role'] = 'serve') {
  const hub = newHub(role);
  const notices: Notice[] = [];
  hub.watch((notice) => notices.push(notice));
  expect((await hub.start()).ok).toBe(true);
  expect(await hub.whenConnected(5_000)).toBe(true);
  return { hub, notices };
}

/** A locker that the hub knows, its keys at the broker. */
async function addLocker(hub: Hub): Promise<void> {
  expect(hub.addLocker('gate-1', Buffer.alloc(32)).ok).toBe(true);
  expect((await hub.publishDocuments('gate-1')).ok).toBe(true);
}

async function startLocker(): Promise<FakeLocker> {
  const locker = new FakeLocker('gate-1', root, broker.url);
  closing.push(() => locker.disconnect());
  await locker.connect();
  return locker;
}

const milk = { sku: 'milk', name: { zh: '牛奶', en: 'Milk' }, quantity: 1 };
const wish = {
  locker: 'gate-1',
  zone: 'chilled',
  size: 'M',
  collectBy: '2030-01-01T00:00:00Z',
  items: [milk],
} as const;
const look = { purpose: { kind: 'inspect' }, reason: 'a look' } as const;

describe('the hub', () => {
  it('publishes what was ordered while the broker was away, once it is back', async () => {
    const { hub, notices } = await startHub();
    await addLocker(hub);
    await broker.drop();
    await until('the loss', () => notices.find((notice) => notice.kind === 'link' && !notice.connected));
    const placed = hub.placeOrder(wish);
    expect(await hub.publishDocuments('gate-1')).toMatchObject({ failure: { code: 'not-connected' } });
    await broker.restore();
    expect(await hub.whenConnected(5_000)).toBe(true);
    const locker = await startLocker();
    const id = placed.ok ? placed.value.orderId : '';
    await vi.waitFor(async () => expect((await locker.document('orders'))?.entries).toMatchObject([{ id }]), 5_000);
  });

  it('makes no command without a session that it heard begin', async () => {
    const { hub } = await startHub();
    await addLocker(hub);
    expect(await hub.open('gate-9', 1, look)).toMatchObject({ failure: { code: 'unknown-locker' } });
    expect(await hub.open('gate-1', 1, look)).toMatchObject({ failure: { code: 'no-session' } });
    const locker = await startLocker();
    await until('the ack', () => locker.acks.length > 0);
    expect(await hub.open('gate-1', 1, look)).toMatchObject({ failure: { code: 'bad-command' } });
    await locker.disconnect();
    await until('the will', () => hub.summary('gate-1')?.online === false);
    expect(await hub.open('gate-1', 1, { ...look, generation: 0 })).toMatchObject({ failure: { code: 'no-session' } });
  });

  it('can make commands again once a locker, back before the hub, has said its status anew', async () => {
    const { hub } = await startHub();
    await addLocker(hub);
    await hub.stop();
    const locker = await startLocker();
    const again = (await startHub()).hub;
    await until('the retained status', () => again.summary('gate-1')?.online);
    expect(again.summary('gate-1')?.session).toBe(false);
    await locker.announce();
    await until('the session', () => again.summary('gate-1')?.session);
  });

  it('says that no result came in time, and keeps the late one', async () => {
    const { hub } = await startHub();
    await addLocker(hub);
    const locker = await startLocker();
    await until('the session', () => hub.summary('gate-1')?.session);
    const opened = await hub.open('gate-1', 1, { ...look, generation: 0, deadlineMs: 50 });
    expect(opened).toMatchObject({ failure: { code: 'deadline' } });
    const { id } = await until('the command', () => locker.commands[0]);
    locker.add({ type: 'command.refused', data: { commandId: id, reason: 'held' } });
    await locker.send(1);
    await until('the ack', () => locker.acked === 1);
  });

  it('that only listens opens doors and tells events, and never acknowledges', async () => {
    const { hub } = await startHub();
    await addLocker(hub);
    const beside = await startHub('listen');
    const locker = await startLocker();
    await until('the session', () => hub.summary('gate-1')?.session);
    const acks = await until('the first ack', () => locker.acks.length);
    const opening = beside.hub.open('gate-1', 1, { ...look, generation: 0 });
    const command = await until('the command', () => locker.commands[0]);
    locker.add({ type: 'command.done', data: { commandId: command.id, result: {} } });
    await hub.stop();
    await locker.send(1);
    await locker.send(1);
    expect(await opening).toMatchObject({ ok: true, value: { type: 'command.done' } });
    await locker.send(1);
    expect(beside.notices.filter(({ kind }) => kind === 'event')).toHaveLength(1);
    // Whatever it wanted to publish is out when it has stopped, and here before the broker answers this.
    await beside.hub.stop();
    await locker.publish('health', {}, false);
    await locker.idle();
    expect(locker.acks).toHaveLength(acks);
  });

  it('sends the keys to a locker that nobody has published anything for', async () => {
    const { hub } = await startHub();
    expect(hub.addLocker('gate-1', Buffer.alloc(32)).ok).toBe(true);
    const locker = await startLocker();
    await until('its documents', () => locker.desired.size >= 2);
  });

  it('goes on where it was after a restart, and asks a locker that stayed for what it missed', async () => {
    const first = await startHub();
    await addLocker(first.hub);
    const locker = await startLocker();
    locker.add({ type: 'door.closed', data: { compartment: 1 } });
    await locker.send(1);
    await until('the ack', () => locker.acked === 1);
    await first.hub.stop();
    locker.add({ type: 'door.closed', data: { compartment: 2 } });
    await locker.send(2);
    await locker.announce({ journal: { epoch: locker.epoch, tail: 1, head: 2 } });
    const again = await startHub();
    await until('the ask', () => locker.acks.find((ack) => ack.resendFrom === 2));
    await locker.send(2);
    await until('the ack', () => locker.acked === 2);
    expect(again.notices.flatMap((n) => (n.kind === 'event' ? [n.event.seq] : []))).toEqual([2]);
    expect(again.hub.summary('gate-1')).toMatchObject({ session: true, journal: { upto: 2 } });
  });

  it('serves a directory once, and needs keys', async () => {
    const { hub } = await startHub();
    expect(await newHub('serve').start()).toMatchObject({ failure: { code: 'already-serving' } });
    await hub.stop();
    expect((await newHub('serve').start()).ok).toBe(true);
    const empty = temporaryFolder();
    closing.push(() => empty.remove());
    const bare = new Hub({
      directory: empty.path,
      url: broker.url,
      protocol: 4,
      role: 'serve',
      clock,
      scheduler,
      random,
    });
    expect(await bare.start()).toMatchObject({ failure: { code: 'no-keys' } });
    expect(bare.placeOrder(wish)).toMatchObject({ failure: { code: 'stopped' } });
  });

  it('renews its working key, and the new manifest is believed', async () => {
    const first = await startHub();
    await addLocker(first.hub);
    await first.hub.stop();
    expect(await makeHubKeys(folder.path, clock)).toMatchObject({ value: { made: false, manifestVersion: 1 } });
    expect(await makeHubKeys(folder.path, clock, { renew: true })).toMatchObject({
      value: { manifestVersion: 2, root },
    });
    const locker = await startLocker();
    await startHub();
    await until('an ack by the new key', () => locker.acks.length > 0);
    expect(locker.refused).toEqual([]);
  });
});
