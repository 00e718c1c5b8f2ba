import { codeMac, staffMac } from '../../src/core/pickup-code.ts';
import type { House } from './house.ts';

/** The demo cabinet's, as `House` has them. */
export const LOCKER = 'demo-0217';
const CODE_KEY = new Uint8Array(32).fill(7);
const DAY_MS = 86_400_000;

export const orderDocument = (house: House, id: string, code: string, more: Record<string, unknown> = {}) => ({
  ...{ id, pickupId: `p-${id}`, codeMac: codeMac(CODE_KEY, LOCKER, code), zone: 'chilled', size: 'S' },
  collectBy: new Date(house.time.wallMs + DAY_MS).toISOString(),
  items: [{ sku: 'bok', name: { zh: '小青菜', en: 'Pak choi' }, quantity: 1 }],
  ...more,
});

export const staffDocument = (house: House, id: string, number: string, secret: string, more = {}) => ({
  ...{ id, number, name: id, role: 'stocker', secretMac: staffMac(CODE_KEY, LOCKER, number, secret) },
  from: new Date(house.time.wallMs - DAY_MS).toISOString(),
  until: new Date(house.time.wallMs + DAY_MS).toISOString(),
  ...more,
});

/** One part of a desired document, sent down and given time to be applied. */
export async function sendPart(
  house: House,
  document: 'orders' | 'staff',
  revision: number,
  entries: readonly unknown[],
  [part, parts]: readonly [part: number, parts: number] = [1, 1],
): Promise<void> {
  house.hub.desire(document, { aud: LOCKER, revision, part, parts, [document]: entries }, part);
  await house.time.advance(500);
}

/** What the locker reported of a document, as the broker keeps it. */
export function reported(house: House, document: string): { revision: number; problems: string[] } | undefined {
  const text = house.broker.retained.get(`larder/v1/${LOCKER}/reported/${document}`);
  return text === undefined ? undefined : JSON.parse(text);
}
