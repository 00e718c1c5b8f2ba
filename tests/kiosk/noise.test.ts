/** Whatever bytes come to the page's port: an answer or an end, soon, and the page goes on. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RawSocket } from '../fakes/raw-socket.ts';
import { ScreenBench } from './screen-bench.ts';

let bench: ScreenBench;
beforeEach(async () => {
  bench = await new ScreenBench().start();
});
afterEach(async () => {
  expect((await bench.ask('GET', '/')).status).toBe(200);
  expect(bench.inputs).toEqual([]);
  await bench.server.stop();
});

const where = () => ({ port: bench.port, host: '127.0.0.1' });
const request = (line: string, ...headers: readonly string[]): string =>
  [line, `Host: ${bench.host}`, ...headers, '', ''].join('\r\n');
const CLOSE = 'Connection: close';

/** The last status that these bytes are answered with. */
async function answered(...pieces: readonly (string | Uint8Array)[]): Promise<number | undefined> {
  const raw = new RawSocket(where());
  for (const piece of pieces) raw.socket.write(piece);
  raw.socket.end();
  await raw.closed;
  return raw.statuses.at(-1);
}

describe('no HTTP', () => {
  test.each<[string, string]>([
    ['a TLS greeting', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['zeros', '\0'.repeat(1_000)],
    ['words', 'hello there\r\n\r\n'],
    ['a method that there is not', 'OPEN /door HTTP/1.1\r\n\r\n'],
    ['lines that end wrongly', 'GET / HTTP/1.1\nHost: x\n\n'],
    [
      'two lengths',
      'POST /input HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
  ])('%s: 400, told of, and cut off', async (_, bytes) => {
    expect(await answered(Buffer.from(bytes, 'latin1'))).toBe(400);
    expect(bench.log.of('http-refused')).toEqual([{ reason: expect.stringMatching(/^HPE_/) }]);
  });

  test('garbage behind a good request spoils nothing but itself', async () => {
    const raw = new RawSocket(where());
    raw.socket.end(Buffer.from(`${request('GET / HTTP/1.1')}\0\x01garbage\r\n\r\n`, 'latin1'));
    await raw.closed;
    expect(raw.statuses.at(-1)).toBe(400);
    expect(bench.log.of('http-refused')).toHaveLength(1);
  });

  test('who leaves in the middle is not told of', async () => {
    const raw = new RawSocket(where());
    raw.socket.write('GET / HT');
    raw.socket.resetAndDestroy();
    await raw.closed;
    await bench.ask('GET', '/');
    expect(bench.log.of('http-refused')).toEqual([]);
  });
});

describe('too much', () => {
  test('headers of 200 kB, or thousands of them: 431', async () => {
    expect(await answered(request('GET / HTTP/1.1', `X: ${'y'.repeat(200_000)}`))).toBe(431);
    expect(await answered(request('GET / HTTP/1.1', ...Array(5_000).fill('a: b')))).toBe(431);
  });

  test('a path of 15 kB is not there, and not written out', async () => {
    expect(await answered(request(`GET /${'a/'.repeat(7_500)} HTTP/1.1`, CLOSE))).toBe(404);
    expect(JSON.stringify(bench.log.of('http-refused')).length).toBeLessThan(400);
  });

  test('a hundred requests in one breath are answered in order', async () => {
    const raw = new RawSocket(where());
    raw.socket.write(request('GET / HTTP/1.1').repeat(99) + request('GET / HTTP/1.1', CLOSE));
    await raw.closed;
    expect(raw.statuses).toEqual(Array(100).fill(200));
  });

  test('a body that is only promised is refused by its length', async () => {
    const own = await bench.own();
    const headers = Object.entries(own).map(([name, value]) => `${name}: ${value}`);
    const raw = new RawSocket(where());
    raw.socket.write(request('POST /input HTTP/1.1', ...headers, 'Content-Length: 99999999', 'Expect: 100-continue'));
    await raw.closed;
    expect(raw.statuses.at(-1)).toBe(413);
  });

  test('three hundred connections that say nothing are cut off; the page that was there lives on', {
    timeout: 20_000,
  }, async () => {
    const page = await bench.stream();
    expect((await page.next())?.event).toBe('hello');
    const silent = Array.from({ length: 300 }, () => new RawSocket(where()));
    await Promise.all(silent.map(({ closed }) => closed));
    bench.server.show(bench.state);
    expect((await page.next())?.event).toBe('state');
  });
});

describe('other ways to ask', () => {
  test.each<[string, number]>([
    ['TRACE / HTTP/1.1', 404],
    ['OPTIONS / HTTP/1.1', 404],
    ['PUT /input HTTP/1.1', 404],
    ['DELETE / HTTP/1.1', 404],
    ['GET /input HTTP/1.1', 404],
    ['POST /stream HTTP/1.1', 404],
    ['OPTIONS * HTTP/1.1', 404],
    ['GET http://[::1/ HTTP/1.1', 404],
    ['GET /../../etc/passwd HTTP/1.1', 404],
    ['GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1', 404],
    ['GET //evil.example/stream HTTP/1.1', 404],
    ['GET /%70age.js HTTP/1.1', 404],
    ['GET /stream%00 HTTP/1.1', 404],
    ['GET /%ff%zz HTTP/1.1', 404],
    ['HEAD / HTTP/1.1', 404],
    ['GET /?code=12345678 HTTP/1.1', 404],
    ['GET http://evil.example/ HTTP/1.1', 404],
    ['GET / HTTP/1.0', 200],
  ])('%s: %i', async (line, status) => {
    const before = bench.log.lines.length;
    expect(await answered(request(line, CLOSE))).toBe(status);
    expect(JSON.stringify(bench.log.lines.slice(before))).not.toContain('12345678');
  });

  test('CONNECT is answered with an end', async () => {
    expect(await answered(request('CONNECT evil.example:443 HTTP/1.1'))).toBeUndefined();
  });

  test('a WebSocket is not made, wherever it is asked for', async () => {
    for (const path of ['/', '/stream', '/input']) {
      const raw = new RawSocket(where());
      raw.socket.write(
        request(
          `GET ${path} HTTP/1.1`,
          ...[
            'Connection: Upgrade',
            'Upgrade: websocket',
            'Sec-WebSocket-Version: 13',
            'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
          ],
        ),
      );
      await expect.poll(() => raw.statuses[0]).toBeGreaterThanOrEqual(200);
      raw.socket.destroy();
    }
  });

  test('no host, an empty one, or two: refused', async () => {
    expect(await answered('GET / HTTP/1.1\r\n\r\n')).toBe(400);
    expect(await answered('GET / HTTP/1.0\r\n\r\n')).toBe(400);
    expect(await answered(`GET / HTTP/1.1\r\nHost: evil.example\r\nHost: ${bench.host}\r\n${CLOSE}\r\n\r\n`)).toBe(421);
  });

  test('a path is logged without what could be a code or a ticket', async () => {
    const ticket = `eyJhbGciOiJFZERTQSJ9.eyJhIjoxfQ.${'x'.repeat(86)}`;
    await answered(request(`GET /12345678 HTTP/1.1`, CLOSE));
    await answered(request(`GET /t/${ticket} HTTP/1.1`, CLOSE));
    expect(bench.log.of('http-refused').map(({ path }) => path)).toEqual(['/…', '/t/…']);
  });
});
