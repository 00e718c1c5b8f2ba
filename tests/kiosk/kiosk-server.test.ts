import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { KioskServer } from '../../src/kiosk/kiosk-server.ts';
import { SeededRandom } from '../fakes/seeded-random.ts';
import { ScreenBench } from './screen-bench.ts';

let bench: ScreenBench;
let own: Record<string, string>;
beforeEach(async () => {
  bench = await new ScreenBench().start();
  own = await bench.own();
});
afterEach(() => bench.server.stop());

const DIGIT = JSON.stringify({ kind: 'digit', digit: '7' });
const post = (headers: Record<string, string | null> = {}, body = DIGIT) =>
  bench.ask('POST', '/input', { ...own, 'content-length': String(Buffer.byteLength(body)), ...headers }, body);

test('the page’s own input goes through', async () => {
  expect((await post()).status).toBe(204);
  expect(bench.inputs).toEqual([{ kind: 'digit', digit: '7' }]);
});

test('a second start hands the screen over: the page stays connected, sees the other’s state, and its input goes there', async () => {
  const stream = await bench.stream();
  await stream.next();
  const { url } = bench.server;
  const inputs: unknown[] = [];
  const state = { ...bench.state, language: 'en' as const };
  await bench.server.start({ input: (act) => inputs.push(act), current: () => state });
  expect(await stream.next()).toEqual({ event: 'state', data: state });
  expect(bench.server.url).toBe(url);
  expect((await post()).status).toBe(204);
  expect(inputs).toEqual([{ kind: 'digit', digit: '7' }]);
  expect(bench.inputs).toEqual([]);
});

describe('who may ask at all', () => {
  test.each(['evil.example', '127.0.0.1', '127.0.0.1:1', '[::1]:8080', 'localhost.evil.example'])(
    'a request to the host %j is misdirected, whatever it wants',
    async (host) => {
      for (const path of ['/', '/stream', '/input', '/nothing']) {
        expect((await bench.ask('GET', path, { host })).status).toBe(421);
      }
      expect((await post({ host })).status).toBe(421);
      expect(bench.inputs).toEqual([]);
    },
  );

  test('a request to no host at all is none', async () => {
    expect((await bench.ask('GET', '/', { host: null })).status).toBe(400);
    expect((await bench.ask('GET', '/', { host: '' })).status).toBe(400);
  });

  test('our two names are served', async () => {
    expect((await bench.ask('GET', '/')).status).toBe(200);
    const byName = `localhost:${bench.port}`;
    expect((await bench.ask('GET', '/', { host: byName })).status).toBe(200);
    expect((await post({ host: byName, origin: `http://${byName}` })).status).toBe(204);
  });

  test('nobody but this machine is listened to', async () => {
    expect(bench.server.url).toBe(`http://127.0.0.1:${bench.port}/`);
    const other = connect(bench.port, '127.0.0.2');
    const [error] = await once(other, 'error');
    expect(error.code).toBe('ECONNREFUSED');
  });
});

describe('who may change anything', () => {
  test.each<[string, Record<string, string | null>, number]>([
    ['no origin', { origin: null }, 403],
    ['a stranger’s origin', { origin: 'https://evil.example' }, 403],
    ['the origin “null”', { origin: 'null' }, 403],
    ['our address by https', { origin: 'https://127.0.0.1' }, 403],
    ['no token', { 'x-larder-token': null }, 403],
    ['a wrong token', { 'x-larder-token': 'A'.repeat(32) }, 403],
    ['a token that is too long', { 'x-larder-token': 'A'.repeat(500) }, 403],
    ['no content type', { 'content-type': null }, 415],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['plain text, as a simple request would be', { 'content-type': 'text/plain' }, 415],
  ])('%s is refused', async (_, headers, status) => {
    expect((await post(headers)).status).toBe(status);
    expect(bench.inputs).toEqual([]);
    expect(bench.log.of('http-refused')).toHaveLength(1);
  });

  test('the token of an earlier start is worth nothing', async () => {
    const later = new KioskServer({
      ...{ port: 0, page: [], cabinet: bench.cabinet, log: bench.log },
      ...{ scheduler: bench.time.scheduler, random: new SeededRandom(2) },
    });
    await later.start({ input: () => {}, current: () => bench.state });
    const host = new URL(later.url).host;
    const answer = await fetch(`${later.url}input`, {
      method: 'POST',
      headers: { ...own, origin: `http://${host}` },
      body: DIGIT,
    });
    expect(answer.status).toBe(403);
    await later.stop();
  });

  test('neither the token nor an input stands in the log', async () => {
    await post({ origin: null });
    expect(JSON.stringify(bench.log.lines)).not.toContain(own['x-larder-token']);
    expect(JSON.stringify(bench.log.lines)).not.toContain('digit');
  });
});

describe('bodies', () => {
  test('one that is too large is refused before it is read', async () => {
    expect((await post({}, JSON.stringify({ kind: 'touch', more: 'x'.repeat(2_000) }))).status).toBe(413);
    expect((await post({ 'content-length': '1025' }, ' '.repeat(1_025 - DIGIT.length) + DIGIT)).status).toBe(413);
    expect((await post({}, ' '.repeat(1_024 - DIGIT.length) + DIGIT)).status).toBe(204);
  });

  test('one in chunks, without a length, is refused', async () => {
    const headers = { ...own, 'transfer-encoding': 'chunked' };
    expect((await bench.ask('POST', '/input', headers, DIGIT)).status).toBe(413);
    expect(bench.inputs).toEqual([]);
  });

  test.each(['', '{', 'digit', '{"kind":"digit"', '\0'])('%j is no JSON', async (body) => {
    expect((await post({}, body)).status).toBe(400);
  });

  test.each([
    'null',
    '[]',
    '{}',
    '{"kind":"open-door"}',
    '{"kind":"digit"}',
    '{"kind":"digit","digit":"10"}',
    '{"kind":"digit","digit":7}',
    '{"kind":"digit","digit":"7","more":1}',
    '{"kind":"language","language":"fr"}',
    '{"kind":"load-order","orderId":""}',
    `{"kind":"load-order","orderId":"${'x'.repeat(65)}"}`,
    '{"kind":"was-empty","empty":"yes"}',
    '{"kind":"__proto__"}',
  ])('%s is no input of the screen', async (body) => {
    expect((await post({}, body)).status).toBe(400);
    expect(bench.inputs).toEqual([]);
  });

  test('every input of the screen is one', async () => {
    const acts = [
      ...['clear', 'delete', 'touch', 'help', 'back', 'open-again', 'try-again', 'staff'].map((kind) => ({ kind })),
      { kind: 'language', language: 'en' },
      { kind: 'large-type', on: true },
      { kind: 'load-order', orderId: 'o1' },
      { kind: 'was-empty', empty: false },
    ];
    for (const act of acts) expect((await post({}, JSON.stringify(act))).status).toBe(204);
    expect(bench.inputs).toEqual(acts);
  });

  test('one that never comes whole is cut off within 6 s', { timeout: 15_000 }, async () => {
    const started = performance.now();
    const slow = connect(bench.port, '127.0.0.1');
    slow.on('error', () => {});
    const headers = { host: bench.host, ...own, 'content-length': '100' };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    slow.write(`POST /input HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n{`);
    slow.resume();
    const deadline = AbortSignal.timeout(7_000);
    await once(slow, 'close', { signal: deadline });
    expect(performance.now() - started).toBeLessThan(6_500);
  });
});

test('every answer carries the headers that keep strangers out, refusals too', async () => {
  const answers = [
    await bench.ask('GET', '/'),
    await bench.ask('GET', '/', { host: 'evil' }),
    await post({ origin: null }),
  ];
  answers.push(await bench.ask('GET', '/nothing'), await post({}, '{'), await post());
  expect(answers.map(({ status }) => status)).toEqual([200, 421, 403, 404, 400, 204]);
  for (const { headers } of answers) {
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    const policy = headers['content-security-policy'] ?? '';
    for (const rule of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "script-src 'self'"]) {
      expect(policy).toContain(rule);
    }
    expect(policy).not.toContain('unsafe');
    expect(headers['access-control-allow-origin']).toBeUndefined();
  }
});

describe('whether it answers', () => {
  test('it asks itself as a browser would', async () => {
    await expect(bench.server.probe()).resolves.toBeUndefined();
  });

  test('a server that stopped does not', async () => {
    await bench.server.stop();
    await expect(bench.server.probe()).rejects.toThrow('ECONNREFUSED');
  });
});

describe('the stream', () => {
  test('hello with everything, then each state, then a sign of life every two seconds', async () => {
    const stream = await bench.stream();
    expect(stream.answer.headers['content-type']).toContain('text/event-stream');
    const token = own['x-larder-token'];
    const hello = { cabinet: bench.cabinet, state: bench.state };
    expect(await stream.next()).toEqual({ event: 'hello', data: { token, hello } });
    const state = { ...bench.state, view: { name: 'checking' } } as const;
    bench.server.show(state);
    expect(await stream.next()).toEqual({ event: 'state', data: state });
    await bench.time.advance(2_000);
    expect(await stream.next()).toEqual({ event: 'alive', data: {} });
  });

  test('who comes later gets the state of then', async () => {
    bench.state = { ...bench.state, language: 'en' };
    const stream = await bench.stream();
    expect(await stream.next()).toMatchObject({ data: { hello: { state: { language: 'en' } } } });
  });

  test('eight at most; one that left makes room', async () => {
    const streams = await Promise.all(Array.from({ length: 8 }, () => bench.stream()));
    for (const stream of streams) expect((await stream.next())?.event).toBe('hello');
    expect((await bench.stream()).answer.statusCode).toBe(503);
    streams[3]?.answer.destroy();
    await expect.poll(async () => (await bench.stream()).answer.statusCode).toBe(200);
  });

  test('a page that hangs with its socket open is dropped before it fills the memory', async () => {
    const hung = connect(bench.port, '127.0.0.1');
    hung.write(`GET /stream HTTP/1.1\r\nHost: ${bench.host}\r\n\r\n`);
    await once(hung, 'readable');
    hung.pause();
    const closed = once(hung, 'close');
    hung.on('error', () => {});
    const items = [{ name: { zh: '菜'.repeat(60), en: 'x'.repeat(120) }, quantity: 1 }];
    const food = {
      items: Array.from({ length: 50 }, () => items[0] as (typeof items)[number]),
      zone: 'chilled',
    } as const;
    const view = { name: 'open', compartment: 1, food, canOpenAgain: false } as const;
    let sent = 0;
    while (bench.server.streams > 0 && sent < 50_000) {
      bench.server.show({ ...bench.state, view, nowMs: sent++ });
      if (sent % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(bench.server.streams).toBe(0);
    hung.resume();
    await closed;
    expect((await (await bench.stream()).next())?.event).toBe('hello');
  });

  test('a state that cannot be read is said so, and the server goes on', async () => {
    const { state } = bench;
    Object.defineProperty(bench, 'state', {
      configurable: true,
      get: () => {
        throw new Error('disk I/O error');
      },
    });
    expect((await bench.ask('GET', '/stream')).status).toBe(503);
    expect(bench.log.of('store-failed')).toHaveLength(1);
    Object.defineProperty(bench, 'state', { configurable: true, writable: true, value: state });
    expect((await (await bench.stream()).next())?.event).toBe('hello');
  });

  test('stopping ends the streams, the port and the sign of life', async () => {
    const stream = await bench.stream();
    await stream.next();
    await bench.server.stop();
    expect(await stream.next()).toBeUndefined();
    expect(bench.time.pending).toBe(0);
    await expect(bench.stream()).rejects.toThrow('ECONNREFUSED');
  });
});

test('a port that is taken is said so, with the setting to change', async () => {
  const second = new KioskServer({
    ...{ port: bench.port, page: [], cabinet: bench.cabinet, log: bench.log },
    ...{ scheduler: bench.time.scheduler, random: new SeededRandom(2) },
  });
  const start = second.start({ input: () => {}, current: () => bench.state });
  await expect(start).rejects.toThrow(/Port \d+ is taken.*screen\.port/);
});
