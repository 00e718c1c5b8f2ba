import { beforeEach, expect, test } from 'vitest';
import { LINES_A_MINUTE, ThinLog } from '../../src/platform/thin-log.ts';
import { FakeTime } from '../fakes/time.ts';
import { RecordingLog } from '../hardware/log.ts';

let time: FakeTime;
let inner: RecordingLog;
let log: ThinLog;
beforeEach(() => {
  time = new FakeTime();
  inner = new RecordingLog();
  log = new ThinLog({ log: inner, clock: time.clock, scheduler: time.scheduler });
});

test('of a flood some lines are written, then how many were not, at the end of the minute', async () => {
  for (let at = 0; at < 10_000; at++) log.warn('message-refused', { at });
  expect(inner.lines).toHaveLength(LINES_A_MINUTE);
  await time.advance(60_000);
  expect(inner.lines).toHaveLength(LINES_A_MINUTE + 1);
  expect(inner.lines.at(-1)).toEqual({
    ...{ level: 'warn', event: 'message-refused', fields: { at: 9_999, unsaid: 10_000 - LINES_A_MINUTE } },
  });
  expect(time.pending).toBe(0);
});

test('an hour of flood is a bounded number of lines', async () => {
  for (let second = 0; second < 3_600; second++) {
    for (let at = 0; at < 50; at++) log.warn('http-refused', {});
    await time.advance(1_000);
  }
  const { length } = inner.lines;
  expect(length).toBeLessThanOrEqual(61 * (LINES_A_MINUTE + 1));
  const said = inner.lines.reduce((sum, { fields }) => sum + Number(fields.unsaid ?? 1), 0);
  log.stop();
  const rest = inner.lines.slice(length).reduce((sum, { fields }) => sum + Number(fields.unsaid ?? 1), 0);
  expect(said + rest).toBe(180_000);
});

test('one flood hides neither another event nor what goes well', () => {
  for (let at = 0; at < 1_000; at++) {
    log.warn('message-refused', {});
    log.info('journal', { seq: at });
  }
  log.error('store-failed', { doing: 'opening' });
  expect(inner.of('store-failed')).toEqual([{ doing: 'opening' }]);
  expect(inner.of('journal')).toHaveLength(1_000);
});

test('few lines are written as they are, and a new minute begins anew', async () => {
  for (let minute = 0; minute < 3; minute++) {
    for (let at = 0; at < LINES_A_MINUTE; at++) log.error('bus-permission', { at });
    await time.advance(60_000);
  }
  expect(inner.lines).toHaveLength(3 * LINES_A_MINUTE);
  expect(inner.lines.every(({ fields }) => fields.unsaid === undefined)).toBe(true);
});

test('stopping says what is unsaid, as loud as it was, and leaves no timer', () => {
  for (let at = 0; at <= LINES_A_MINUTE; at++) log.error('broker-refused', { at });
  log.stop();
  expect(inner.lines.at(-1)).toMatchObject({ level: 'error', fields: { at: LINES_A_MINUTE, unsaid: 1 } });
  expect(time.pending).toBe(0);
});
