import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  buildTopic,
  DOCUMENTS,
  HUB_SUBSCRIPTIONS,
  LOCKER_ID,
  lockerSubscriptions,
  parseTopic,
  type Topic,
} from '../../src/contract/topics.ts';

const anyId = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/);
const anyDocument = fc.constantFrom(...DOCUMENTS);
const anyTopic: fc.Arbitrary<Topic> = fc.oneof(
  fc.record({ kind: fc.constantFrom('status', 'health', 'events', 'ack', 'command'), lockerId: anyId }),
  fc.record({ kind: fc.constant('reported' as const), lockerId: anyId, document: anyDocument }),
  fc.record({
    kind: fc.constant('desired' as const),
    lockerId: anyId,
    document: anyDocument,
    part: fc.integer({ min: 1, max: 9999 }),
  }),
);

test('what is built is read back, with at most seven slashes', () => {
  fc.assert(
    fc.property(anyTopic, (topic) => {
      const text = buildTopic(topic);
      expect(parseTopic(text)).toEqual(topic);
      expect(text.split('/').length - 1).toBeLessThanOrEqual(7);
    }),
  );
});

test('what is read is built back: no two texts mean one topic', () => {
  const anyText = fc
    .array(
      fc.oneof(fc.constantFrom('larder', 'v1', 'x', 'desired', 'orders', '1', '01', '', 'ack', '+', '#'), fc.string()),
    )
    .map((levels) => levels.join('/'));
  fc.assert(
    fc.property(fc.oneof(anyText, fc.string()), (text) => {
      const topic = parseTopic(text);
      if (topic) expect(buildTopic(topic)).toBe(text);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  '',
  '/',
  'larder/v1',
  'larder/v1/',
  'larder/v1//status',
  'larder/v2/x/status',
  'Larder/v1/x/status',
  '/larder/v1/x/status',
  'larder/v1/x/status/',
  'larder/v1/x/status/more',
  'larder/v1/x/unknown',
  'larder/v1/x/__proto__',
  'larder/v1/+/status',
  'larder/v1/#',
  'larder/v1/../status',
  'larder/v1/x y/status',
  'larder/v1/-x/status',
  'larder/v1/x\0/status',
  'larder/v1/x\n/status',
  'larder/v1/锁/status',
  `larder/v1/${'x'.repeat(65)}/status`,
  'larder/v1/x/reported',
  'larder/v1/x/reported/',
  'larder/v1/x/reported/menu',
  'larder/v1/x/reported/constructor',
  'larder/v1/x/reported/orders/1',
  'larder/v1/x/desired/orders',
  'larder/v1/x/desired/orders/',
  'larder/v1/x/desired/orders/0',
  'larder/v1/x/desired/orders/01',
  'larder/v1/x/desired/orders/-1',
  'larder/v1/x/desired/orders/1.5',
  'larder/v1/x/desired/orders/1e3',
  'larder/v1/x/desired/orders/10000',
  'larder/v1/x/desired/orders/1/1',
  'larder/v1/x/desired/orders/+',
])('%j is no topic of ours', (text) => {
  expect(parseTopic(text)).toBeUndefined();
});

test('a locker id is nothing that a topic filter, a path or a line could read as more than a name', () => {
  for (const id of ['demo-0217', 'a', 'A_1', 'x'.repeat(64)]) expect(id).toMatch(LOCKER_ID);
  for (const id of ['', '-a', '_a', 'a/b', 'a+', '#', 'a.b', 'a b', 'a\n', 'x'.repeat(65)])
    expect(id).not.toMatch(LOCKER_ID);
});

test('a locker hears what comes down to it and nothing that goes up; the hub the other way round', () => {
  const down = lockerSubscriptions('x').map((filter) => parseTopic(filter.replace('+', '1'))?.kind);
  expect(down).toEqual(['ack', 'command', ...DOCUMENTS.map(() => 'desired')]);
  const up = HUB_SUBSCRIPTIONS.map((filter) => parseTopic(filter.replace('+', 'x').replace('+', 'orders'))?.kind);
  expect(up).toEqual(['status', 'health', 'events', 'reported']);
});
