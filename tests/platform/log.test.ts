/** The log as journald gets it: the bytes on standard error of a process of its own. */
import { expect, test } from 'vitest';
import { written } from './written-lines.ts';

test('one JSON line an event, whatever is in its fields, and the event is ours', () => {
  const { lines, err } = written(`
    log.info('started', { page: 'a\\nb\\u0000\\u2028' });
    log.warn('http-refused', { event: 'stopped', level: 10, time: 0, reason: 'x' });
    log.error('store-failed');`);
  expect(err.split('\n')).toHaveLength(4);
  expect(lines).toEqual([
    { level: 30, time: expect.any(Number), event: 'started', page: 'a\nb\u0000\u2028' },
    { level: 40, time: expect.any(Number), event: 'http-refused', reason: 'x' },
    { level: 50, time: expect.any(Number), event: 'store-failed' },
  ]);
});

test('a topic of 64 kB is no line of 64 kB', () => {
  const { err, lines } = written(`
    const topic = 'larder/v1/'.repeat(6_500);
    log.warn('message-refused', { topic });
    log.warn('message-refused', { reasons: Array(5_000).fill(topic) });
    log.warn('message-refused', Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => ['k' + at, topic])));
    log.warn('message-refused', { [topic]: topic, deep: [[[[[[[[[[topic]]]]]]]]]], error: new Error(topic) });
    log.warn('message-refused', { bytes: Buffer.alloc(60_000), big: 10n, how: () => topic, none: null });`);
  for (const line of err.split('\n')) expect(line.length).toBeLessThan(8_192);
  expect(lines[0]?.topic).toMatch(/^larder\/v1\/.*… \(65000 characters\)$/);
  expect(lines[4]).toMatchObject({ bytes: '60000 bytes', big: 'bigint', how: 'function', none: null });
});

test('what is secret by its name or its form is not written, however deep it stands', () => {
  const jws = `eyJhbGciOiJFZERTQSJ9.eyJwaWNrdXAiOiJQLTEifQ.${'aB3-_'.repeat(17)}A`;
  const { err, lines } = written(`
    const jws = '${jws}';
    const secrets = { code: '12345678', codeMac: 'hunter2', secret: 'hunter2', d: 'hunter2', password: 'hunter2', token: 'hunter2' };
    log.info('journal', { ...secrets, data: { ...secrets, list: [secrets, { more: { still: secrets } }] } });
    log.warn('message-refused', { reason: 'not one: ' + jws + '!', topic: 'a/' + jws, cut: 'x'.repeat(390) + ' ' + jws });
    log.warn('message-refused', { reason: jws.slice(0, 60) });`);
  expect(lines).toHaveLength(3);
  expect(lines[1]).toMatchObject({ reason: 'not one: [signed]!', topic: 'a/[signed]' });
  for (const secret of ['hunter2', '12345678', 'eyJ', 'aB3-_']) expect(err).not.toContain(secret);
});

test('a log that cannot be written does not end the process', () => {
  const { code, out } = written(
    `for (let at = 0; at < 100; at++) log.info('started', { at });
     setTimeout(() => { log.warn('stopped'); console.log('alive'); }, 50);`,
    '/dev/full',
  );
  expect({ code, out }).toEqual({ code: 0, out: 'alive\n' });
});

test('warnings of the runtime and the end by a bug are lines of the log too', () => {
  const { code, lines } = written(`
    tellOfProcess(log);
    process.emitWarning('something is old', 'DeprecationWarning');
    setTimeout(() => Promise.reject(new Error('nobody waited')), 20);
    setTimeout(() => console.log('still there'), 2_000);`);
  expect(code).toBe(1);
  expect(lines).toEqual([
    expect.objectContaining({ event: 'runtime-warning', name: 'DeprecationWarning', message: 'something is old' }),
    expect.objectContaining({ event: 'crashed', message: 'nobody waited', stack: expect.any(Array) }),
  ]);
});
