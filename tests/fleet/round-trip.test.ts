import { afterEach, describe, expect, it } from 'vitest';
import { codeMac } from '../../src/core/pickup-code.ts';
import { type EmbeddedBroker, startBroker } from '../../src/fleet/embedded-broker.ts';
import { Hub } from '../../src/fleet/hub.ts';
import { makeHubKeys } from '../../src/fleet/hub-keys.ts';
import type { Notice } from '../../src/fleet/notices.ts';
import { type Mosquitto, startMosquitto } from '../fakes/mosquitto.ts';
import { FakeLocker } from './fake-locker.ts';
import { clock, random, scheduler, temporaryFolder, until } from './world.ts';

const codeKey = Buffer.alloc(32, 7);
const milk = { sku: 'milk', name: { zh: '牛奶', en: 'Milk' }, quantity: 1 };
const wish = { locker: 'gate-1', zone: 'chilled', size: 'M', low: false, items: [milk] } as const;
const collectBy = '2030-01-01T00:00:00Z';
const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function startHub(url: string, protocol: 4 | 5) {
  const folder = temporaryFolder();
  closing.push(() => folder.remove());
  const keys = await makeHubKeys(folder.path, clock);
  if (!keys.ok) throw new Error(keys.failure.detail);
  const hub = new Hub({ directory: folder.path, url, protocol, role: 'serve', clock, scheduler, random });
  const notices: Notice[] = [];
  hub.watch((notice) => notices.push(notice));
  expect(await hub.start()).toEqual({ ok: true, value: undefined });
  closing.push(() => hub.stop());
  expect(await hub.whenConnected(5_000)).toBe(true);
  return { hub, notices, root: keys.value.root };
}

const brokers: readonly { name: string; protocol: 4 | 5; start: () => Promise<EmbeddedBroker | Mosquitto> }[] = [
  { name: 'aedes, MQTT 3.1.1', protocol: 4, start: () => startBroker() },
  { name: 'mosquitto, MQTT 5', protocol: 5, start: () => startMosquitto() },
];

describe.each(brokers)('hub and locker through $name', ({ protocol, start }) => {
  it('issues documents, stores events and acknowledges them, and opens a door', async () => {
    const broker = await start();
    closing.push(() => broker.stop());
    const { hub, notices, root } = await startHub(broker.url, protocol);
    expect(hub.addLocker('gate-1', codeKey).ok).toBe(true);
    const placed = hub.placeOrder({ ...wish, collectBy });
    const staff = hub.addStaff({ locker: 'gate-1', number: '1001', name: 'Wang', role: 'stocker' });
    if (!placed.ok || !staff.ok) throw new Error('refused');
    expect(staff.value.secret).toMatch(/^\d{8}$/);
    expect(await hub.publishDocuments('gate-1')).toEqual({ ok: true, value: { keys: 1, orders: 1, staff: 1 } });

    const locker = new FakeLocker('gate-1', root, broker.url, protocol);
    closing.push(() => locker.disconnect());
    const { orderId, code } = placed.value;
    locker.add({ type: 'order.assigned', data: { orderId } });
    const stored = { orderId, compartment: 3, generation: 4, staffId: staff.value.id };
    locker.add({ type: 'order.stored', data: stored });
    await locker.connect();
    await until('the first ack', () => locker.acks.length > 0);
    expect(locker.acks[0]).toMatchObject({ aud: 'gate-1', epoch: locker.epoch, upto: 0, resendFrom: 1 });
    expect(notices.filter((notice) => notice.kind === 'pinned')).toHaveLength(1);

    const orders = await locker.document('orders');
    expect(orders?.entries).toMatchObject([{ id: orderId, codeMac: codeMac(codeKey, 'gate-1', code ?? '') }]);

    await locker.send(1);
    await until('the events acknowledged', () => locker.acked === 2);
    const events = notices.flatMap((notice) => (notice.kind === 'event' ? [notice.event.seq] : []));
    expect(events).toEqual([1, 2]);
    expect(hub.summary('gate-1')).toMatchObject({ online: true, session: true, orders: { stored: 1 } });

    const opening = hub.open('gate-1', 3, { purpose: { kind: 'inspect' }, reason: 'a look' });
    const command = await until('the command', () => locker.commands[0]);
    expect(command).toMatchObject({ aud: 'gate-1', session: locker.nonce, args: { compartment: 3, generation: 4 } });
    const left = Number(command.notAfterMs) - performance.now();
    expect(left).toBeGreaterThan(5_000);
    expect(left).toBeLessThanOrEqual(10_000);
    locker.add({ type: 'command.done', data: { commandId: command.id, result: { door: 'open' } } });
    await locker.send(3);
    expect(await opening).toMatchObject({ ok: true, value: { type: 'command.done', seq: 3 } });
    expect(locker.refused).toEqual([]);
  });
});
