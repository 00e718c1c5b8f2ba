/** Whatever somebody calls a cabinet file is answered in words, and never shows a secret that stands in it. */

import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { problemText } from '../../src/config/problem.ts';
import { parseConfig, readConfig } from '../../src/config/read-config.ts';
import { DEMO, edited, lineOf, saidOf } from './edited-demo.ts';

const folder = mkdtempSync(join(tmpdir(), 'larder-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function saidOfFile(content: Uint8Array | string): readonly string[] {
  const file = join(folder, 'cabinet.yaml');
  writeFileSync(file, content);
  const read = readConfig(file);
  return read.ok ? [] : read.failure.map((problem) => problemText('cabinet.yaml', problem));
}

describe('files', () => {
  test('that are good, however an editor saved them', () => {
    expect(saidOfFile(DEMO)).toEqual([]);
    expect(saidOfFile(`\uFEFF${DEMO}`)).toEqual([]);
    expect(saidOfFile(DEMO.replaceAll('\n', '\r\n'))).toEqual([]);
  });

  test('with Windows line ends have the same lines', () => {
    const text = edited(['zone: frozen', 'zone: cold']);
    const [problem] = saidOf(text.replaceAll('\n', '\r\n'));
    expect(problem?.line).toBe(lineOf(text, 'zone: cold'));
  });

  test.each<[string, Uint8Array | string, string]>([
    ['UTF-16', Buffer.from(`\uFEFF${DEMO}`, 'utf16le'), 'is written in UTF-16; save it as UTF-8'],
    ['another encoding', Buffer.from('site: { zh: \xe9\xe9 }', 'latin1'), 'is not written in UTF-8; save it as UTF-8'],
    ['a program', Buffer.from('\x7fELF\x02\x01\x01\0\0\0'), 'is no text file'],
    [
      'a huge one',
      `# ${'x'.repeat(600_000)}`,
      'has 600002 bytes; a cabinet file has at most 524288. Is it the right file?',
    ],
  ])('%s', (_, content, words) => {
    expect(saidOfFile(content)).toEqual([`cabinet.yaml: ${words}`]);
  });

  test('that are none', () => {
    const only = (file: string) => {
      const read = readConfig(file);
      return read.ok ? [] : read.failure.map(({ message }) => message);
    };
    expect(only('/nowhere/cabinet.yaml')).toEqual(['there is no such file']);
    expect(only(folder)).toEqual(['is a folder; name the cabinet file in it']);
    expect(only('/dev/zero')).toEqual(['is not a regular file']);
    const pipe = join(folder, 'pipe');
    expect(spawnSync('/usr/bin/mkfifo', [pipe]).status).toBe(0);
    expect(only(pipe)).toEqual(['is not a regular file']);
  });

  test('that this user may not read', () => {
    const file = join(folder, 'closed.yaml');
    writeFileSync(file, DEMO);
    chmodSync(file, 0o000);
    chmodSync(folder, 0o755);
    // Root may read everything: another user asks.
    const ask = `import { readConfig } from ${JSON.stringify(join(process.cwd(), 'src/config/read-config.ts'))};
      process.setuid?.(process.getuid?.() === 0 ? 65534 : process.getuid());
      console.log(JSON.stringify(readConfig(${JSON.stringify(file)})));`;
    const asked = spawnSync(process.execPath, ['--input-type=module', '-e', ask], { encoding: 'utf8' });
    expect(JSON.parse(asked.stdout)).toMatchObject({
      failure: [{ message: 'may not be read by this user; let the group "larder" read it, or use sudo' }],
    });
  });
});

describe('YAML', () => {
  test.each<[string, string, string, string]>([
    ['a quote that is not closed', '  helpPhone: 400', '  helpPhone: "400', 'look for a missing quote'],
    ['a tab', '  helpPhone: 400', '\thelpPhone: 400', 'indent with blanks, not with a tab'],
    ['a key twice', '  helpPhone: 400 820 0217', '  helpPhone: 1 2 3\n  helpPhone: 4 5 6', 'this key stands twice'],
    [
      'a colon in a value',
      'site: { zh: 梧桐里社区厨房, en: Wutong Lane Kitchen }',
      'site: a: b',
      'two keys in one line',
    ],
    ['an alias to nothing', 'id: demo-0217', 'id: *hunter2', 'put the value in quotes'],
    ['a tag', 'id: demo-0217', 'id: !hunter2 x', 'put the value in quotes'],
    ['an @', 'id: demo-0217', 'id: @hunter2', 'put it in quotes'],
    ['a second document', 'trust:', '---\ntrust:', 'a second document begins here'],
    ['a list as a key', 'id: demo-0217', '? [a, b]\n  : x', 'a key must be a plain word'],
  ])('%s is named by its line', (_, from, to, words) => {
    const text = edited([from, to]);
    const said = saidOf(text);
    expect(said[0]?.message).toContain(words);
    expect(said[0]?.line).toBeGreaterThanOrEqual(lineOf(text, to));
    expect(said[0]?.line).toBeLessThanOrEqual(lineOf(text, to) + 4);
    expect(JSON.stringify(said)).not.toContain('hunter2');
  });

  test('a key that stands twice does not hide what else is wrong', () => {
    const text = edited(
      ['  helpPhone: 400 820 0217', '  helpPhone: 1 2 3\n  helpPhone: 4 5 6'],
      ['zone: frozen', 'zone: cold'],
    );
    expect(saidOf(text).map(({ line }) => line)).toEqual([lineOf(text, 'helpPhone: 4'), lineOf(text, 'zone: cold')]);
  });

  test('one missing quote is not told as a hundred problems', () => {
    const text = `a: [\n${'b: "}\n'.repeat(500)}`;
    expect(saidOf(text).length).toBeLessThan(12);
  });

  test('an empty file lacks everything, and says so', () => {
    for (const text of ['', '# nothing yet\n', '---\n', '\uFEFF']) {
      const paths = saidOf(text).map(({ path }) => path);
      expect(paths.sort()).toEqual(['buses', 'cabinet', 'cloud', 'locker', 'trust']);
    }
  });

  test.each(['just words', '- a\n- list', '42', 'null', '{}', '[]', '"'])('%j is no cabinet', (text) => {
    expect(saidOf(text).length).toBeGreaterThan(0);
  });

  test.each<[string, string, string]>([
    [
      'aliases',
      `l0: &l0 x\n${Array.from({ length: 12 }, (_, at) => `l${at + 1}: &l${at + 1} [${Array(9).fill(`*l${at}`).join(', ')}]`).join('\n')}\n`,
      'too many aliases (*name) of aliases',
    ],
    ['brackets', '['.repeat(200_000), 'brackets within brackets without end'],
  ])('a bomb of %s is refused, not expanded', (_, text, words) => {
    const started = performance.now();
    expect(saidOf(text)[0]?.message).toContain(words);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test.each([
    ['keys', Array.from({ length: 40_000 }, (_, at) => `k${at}: 1`).join('\n')],
    ['entries', `cabinet:\n  doors: [${'x, '.repeat(900)}]`],
    ['problems in one line', `locker: { ${Array.from({ length: 30_000 }, (_, at) => `k${at}: 1`).join(', ')} }`],
  ])('a file of very many %s is answered soon, and not with as many problems', (_, text) => {
    const started = performance.now();
    const said = saidOf(text);
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(said.length).toBeGreaterThan(3);
    expect(said.length).toBeLessThan(400);
    expect(said.some(({ message }) => /^and \d+ more/.test(message))).toBe(true);
  });

  test('strange keys are unknown settings, no more', () => {
    for (const key of ['__proto__', 'constructor', 'toString', '""', '1', 'null', '"\\e[31m"', '<<']) {
      const [problem] = saidOf(edited(['locker:', `locker:\n  ${key}: { a: 1 }`]));
      expect(problem?.message).toContain('there is no such setting');
      expect(problemText('f', problem ?? { kind: 'problem', line: 1, path: '', message: '' })).not.toContain('\u001b');
    }
    expect(({} as Record<string, unknown>).a).toBeUndefined();
  });
});

test('secrets that stand in the wrong place are not said', () => {
  const key = 'q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s';
  const text = edited(
    ['codeKeyFile: code.key', `codeKeyFile: ${key}`],
    ['url: mqtt://127.0.0.1:1883', 'url: mqtt://larder:hunter2@127.0.0.1:1883'],
    ['  protocol: 4', '  password: hunter2\n  passwordFile: [hunter2]\n  username: {hunter2: 1}\n  protocol: hunter2'],
    ['crv: Ed25519, x: 11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo', `crv: hunter2, x: 5, d: ${key}`],
    ['screen:\n  port: 8080 # loopback only', 'screen: { port:hunter2, password:hunter2 }'],
    ['timeZone: Asia/Shanghai', 'timeZone: hunter2'],
  );
  const said = saidOf(text).map((problem) => problemText('cabinet.yaml', problem));
  expect(said.length).toBeGreaterThanOrEqual(10);
  expect(said.join('\n')).not.toContain('hunter2');
  expect(said.join('\n')).not.toContain(key);
  expect(said.join('\n')).toContain('trust.codeKeyFile: is a key, not a file');
});

test('whatever is done to a file, there is an answer, with lines of that file', () => {
  const spot = fc.nat(DEMO.length);
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom('\t', '{', '[', '"', ': ', '- ', '&a', '*a', '\n'),
  );
  const change = fc.tuple(spot, fc.nat(40), piece);
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
      const text = changes.reduce((now, [at, cut, put]) => now.slice(0, at) + put + now.slice(at + cut), DEMO);
      const read = parseConfig(text);
      const count = text.split(/\r\n|\r|\n/).length;
      for (const { line, message } of read.ok ? read.value.warnings : read.failure) {
        expect(message.length).toBeGreaterThan(5);
        if (line !== undefined) expect(line).toBeLessThanOrEqual(count);
      }
      if (!read.ok) expect(read.failure.some(({ kind }) => kind === 'problem')).toBe(true);
    }),
    { numRuns: 100 },
  );
});
