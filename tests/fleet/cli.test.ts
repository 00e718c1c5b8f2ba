import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseItem, parseWhen } from '../../src/commands/fleet/order-text.ts';
import { registerFleet } from '../../src/commands/fleet.ts';
import { codeMac } from '../../src/core/pickup-code.ts';
import { type EmbeddedBroker, startBroker } from '../../src/fleet/embedded-broker.ts';
import { FakeLocker } from './fake-locker.ts';
import { temporaryFolder, until } from './world.ts';

let broker: EmbeddedBroker;
let folder: ReturnType<typeof temporaryFolder>;

beforeEach(async () => {
  broker = await startBroker();
  folder = temporaryFolder();
});
afterEach(async () => {
  vi.restoreAllMocks();
  process.exitCode = 0;
  await broker.stop();
  folder.remove();
});

/** Runs `larder fleet …` in this process; 2 is what the program makes of commander's own errors. */
async function fleet(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  process.exitCode = 0;
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
  const program = new Command('larder').exitOverride();
  registerFleet(program);
  let usage = false;
  await program.parseAsync(['fleet', ...words], { from: 'user' }).catch(() => {
    usage = true;
  });
  stdout.mockRestore();
  stderr.mockRestore();
  return { code: usage ? 2 : Number(process.exitCode), out, err };
}

const here = (): string[] => ['--dir', folder.path, '--broker', broker.url, '--protocol', '4'];

describe('larder fleet', () => {
  it('makes keys, adds a locker, and places an order that the locker gets', async () => {
    expect((await fleet('locker', 'add', 'gate-1', ...here())).err).toContain('larder fleet init');
    const init = await fleet('init', '--dir', folder.path);
    expect(init.code).toBe(0);
    const x = /rootKey: \{ kty: OKP, crv: Ed25519, x: ([\w-]{43}) \}/.exec(init.out)?.[1] ?? '';
    const keyFile = join(folder.path, 'gate-1.key');
    expect(await fleet('locker', 'add', 'gate-1', '--code-key-file', keyFile, ...here())).toMatchObject({ code: 0 });
    for (const secret of [keyFile, join(folder.path, 'hub.db'), join(folder.path, 'keys/root.jwk.json')]) {
      expect(statSync(secret).mode & 0o777).toBe(0o600);
    }
    const order = await fleet('order', 'gate-1', '--zone', 'chilled', '--item', '青菜 | Pak choi', ...here());
    expect(order).toMatchObject({ code: 0, err: '' });
    const code = /pickup code {2}(\d{4}) (\d{4})/.exec(order.out)?.slice(1).join('') ?? '';
    const locker = new FakeLocker('gate-1', { x }, broker.url);
    await locker.connect();
    await until('the documents', () => locker.desired.size >= 2);
    const key = Buffer.from(readFileSync(keyFile, 'utf8').trim(), 'base64url');
    expect((await locker.document('orders'))?.entries).toMatchObject([{ codeMac: codeMac(key, 'gate-1', code) }]);
    await locker.disconnect();
    const staff = ['staff', 'gate-1', '--number', '1001', '--name', '王芳', '--role', 'stocker'];
    expect((await fleet(...staff, ...here())).out).toMatch(/secret {2}\d{4} \d{4}/);
    expect(await fleet(...staff, ...here())).toMatchObject({ code: 1, err: expect.stringContaining('number-taken') });
    expect((await fleet('locker', 'list', ...here())).out).toContain('orders: 1 placed  staff: 1');
    expect(await fleet('open', 'gate-1', '3', '--reason', 'a look', ...here())).toMatchObject({
      code: 1,
      err: expect.stringContaining('no-session'),
    });
  });

  it.each([
    ['order', 'gate-1', '--zone', 'lukewarm', '--item', 'x'],
    ['order', 'gate-1', '--zone', 'chilled'],
    ['order', 'gate-1', '--zone', 'chilled', '--item', 'x', '--collect-by', 'tonight'],
    ['staff', 'gate-1', '--number', '12'],
    ['staff', 'gate-1', '--number', '1001'],
    ['open', 'gate-1', 'three', '--reason', 'x'],
    ['dance'],
  ])('%s %s %s %s %s %s is wrong usage', async (...words) => {
    expect((await fleet(...words.filter((word) => word !== undefined))).code).toBe(2);
  });
});

describe('what is typed', () => {
  it('for an item', () => {
    expect(parseItem('青菜 | Pak choi', [])).toEqual([
      { sku: 'item-1', name: { zh: '青菜', en: 'Pak choi' }, quantity: 1 },
    ]);
    expect(parseItem('Eggs | Eggs | 12 | E-7', [])).toMatchObject([{ sku: 'E-7', quantity: 12 }]);
    for (const wrong of ['', ' | ', 'a | b | c', 'a | b | 0', 'a|b|1|s|more']) {
      expect(() => parseItem(wrong, [])).toThrow(/Pak choi/);
    }
  });

  it('for a time', () => {
    expect(parseWhen('+90m', 0)).toBe('1970-01-01T01:30:00.000Z');
    expect(parseWhen('2026-05-01T20:00+08:00', 0)).toBe('2026-05-01T12:00:00.000Z');
    for (const wrong of ['20:00', '+5y', '2026-05-01T20:00', '2026-13-01T20:00Z']) {
      expect(() => parseWhen(wrong, 0)).toThrow(/\+6h/);
    }
  });
});
