import { afterEach, expect, test } from 'vitest';
import { House } from './house.ts';

const house = new House();
afterEach(() => house.demolish());

test('a new disk takes no document older than it was told, and every one from there on', async () => {
  house.leastRevisions = { keys: 3, orders: 2, staff: 1 };
  await house.start();
  house.hub.keys(2);
  await house.time.advance(500);
  expect(house.hub.of('desired.rejected')).toEqual([{ document: 'keys', reason: 'version 2 is older than 3' }]);
  house.hub.keys(3);
  house.hub.orders({ id: 'old', code: '11111111' });
  await house.time.advance(500);
  expect(house.order('old')).toBeUndefined();
  house.hub.orders({ id: 'new', code: '22222222' });
  await house.time.advance(500);
  expect(house.order('new')?.state).toBe('assigned');
});
