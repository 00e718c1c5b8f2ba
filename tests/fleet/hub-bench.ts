/** The hub's ingest on a real hub.db, its link and pen replaced: what it publishes is kept, unsigned. */
import { DatabaseSync } from 'node:sqlite';
import { AckLane } from '../../src/fleet/ack-lane.ts';
import { FrontDesk } from '../../src/fleet/front-desk.ts';
import { storePath } from '../../src/fleet/hub-keys.ts';
import type { Received } from '../../src/fleet/hub-link.ts';
import { HubStore } from '../../src/fleet/hub-store.ts';
import { Ingest } from '../../src/fleet/ingest.ts';
import type { Notice } from '../../src/fleet/notices.ts';
import { clock, random, temporaryFolder } from './world.ts';

export const item = { sku: 'milk', name: { zh: '牛奶', en: 'Milk' }, quantity: 1 };
/** An order as an operator enters it. */
export const wish = {
  locker: 'gate-1',
  zone: 'chilled',
  size: 'M',
  collectBy: '2030-01-01T00:00:00Z',
  items: [item],
} as const;

export const codeKey = Buffer.alloc(32, 9);

export interface Sent {
  readonly topic: string;
  readonly payload: Record<string, unknown>;
}

export function makeBench() {
  const folder = temporaryFolder();
  const store = HubStore.open(storePath(folder.path));
  const sent: Sent[] = [];
  const notices: Notice[] = [];
  const tell = (notice: Notice): void => void notices.push(notice);
  const link = {
    async publish(topic: string, payload: string) {
      sent.push({ topic, payload: JSON.parse(payload) });
      return 'published' as const;
    },
  };
  const signer = { sign: async (_kind: string, payload: unknown) => JSON.stringify(payload) };
  const acks = new AckLane(store, signer, link, clock, (lockerId) =>
    tell({ kind: 'refused', lockerId, topic: 'ack', reason: 'store-failed' }),
  );
  const ingest = new Ingest(store, acks, tell);
  const desk = new FrontDesk(store, clock, random);
  desk.addLocker('gate-1', codeKey);
  return {
    store,
    sent,
    notices,
    ingest,
    desk,
    link,
    signer,
    /** Another connection to the same file. */
    sql: (text: string): void => {
      const db = new DatabaseSync(storePath(folder.path));
      db.exec(text);
      db.close();
    },
    async deliver(rest: string, payload: unknown, more: Partial<Received> = {}): Promise<void> {
      const bytes = new TextEncoder().encode(JSON.stringify(payload));
      const arrived = clock.read();
      ingest.receive({ topic: `larder/v1/gate-1/${rest}`, payload: bytes, retained: false, arrived, ...more });
      await ingest.idle();
    },
    events: (): readonly number[] => notices.flatMap((notice) => (notice.kind === 'event' ? [notice.event.seq] : [])),
    refusals: (): readonly string[] => notices.flatMap((n) => (n.kind === 'refused' ? [n.reason] : [])),
    close: (): void => {
      store.close();
      folder.remove();
    },
  };
}
export type Bench = ReturnType<typeof makeBench>;

export const eventOf = (seq: number, type = 'door.closed', data: Record<string, unknown> = { compartment: 1 }) => ({
  ...{ v: 1, seq, at: '2026-05-01T08:00:00.000Z', monotonicMs: seq, bootId: 'b', clock: 'trusted' },
  ...{ type, data },
});
