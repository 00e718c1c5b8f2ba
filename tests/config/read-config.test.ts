import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Problem, parseConfig, problemText, readConfig } from '../../src/config/read-config.ts';

const CABINETS = 'device-config';
const DEMO = readFileSync(join(CABINETS, 'demo.yaml'), 'utf8');

/** The demo cabinet with these words of its file replaced. */
const edited = (...edits: readonly (readonly [from: string, to: string])[]): string =>
  edits.reduce((text, [from, to]) => {
    expect(text).toContain(from);
    return text.replace(from, to);
  }, DEMO);

/** The line, counted from 1, in which these words stand first. */
const lineOf = (text: string, words: string): number => text.slice(0, text.indexOf(words)).split('\n').length;

function problemsOf(text: string): readonly Problem[] {
  const read = parseConfig(text);
  return read.ok ? [] : read.failure;
}

test.each(readdirSync(CABINETS).filter((name) => name.endsWith('.yaml')))('%s is good, without a warning', (name) => {
  const read = readConfig(join(CABINETS, name));
  expect(read).toMatchObject({ ok: true, value: { warnings: [] } });
});

describe('one mistake', () => {
  test.each<[string, string, string, string]>([
    ['id: demo-0217', 'id: "demo/0217"', 'locker.id', 'letters, digits, - and _'],
    ['timeZone: Asia/Shanghai', 'timeZone: Asia/Atlantis', 'locker.timeZone', 'not an IANA time zone'],
    ['language: zh #', 'language: fr #', 'locker.language', 'zh'],
    ['number: "0217"', 'number: 217', 'locker.number', 'put it in quotes'],
    ['url: mqtt://127.0.0.1:1883', 'url: http://127.0.0.1', 'cloud.url', 'mqtt://host:1883'],
    ['port: 8080', 'port: 80800', 'screen.port', '65535'],
    ['x: 11qYAYKxCrfVS', 'x: "-"} #', 'trust.rootKey.x', '43 base64url characters'],
    ['compartment: 3, board: main', 'compartment: 0, board: main', 'cabinet.doors[2].compartment', '1'],
    ['zone: frozen', 'zone: cold', 'cabinet.doors[11].zone', 'chilled'],
    ['at: [880, 40, 400, 460]', 'at: [880, 40, 400]', 'cabinet.doors[0].at', ''],
    ['dialect: eight-a', 'dialect: eigth-a', 'buses[0].boards[0]', 'did you mean "eight-a"?'],
  ])('%s → %s', (from, to, path, words) => {
    const text = edited([from, to]);
    const found = problemsOf(text);
    expect(found).toHaveLength(1);
    expect(found[0]?.path.startsWith(path)).toBe(true);
    expect(found[0]?.message).toContain(words);
    expect(found[0]?.line).toBe(lineOf(text, to));
  });

  test('a key that nobody knows is named with its own line', () => {
    const text = edited(['  port: 8080', '  port: 8080\n  colour: blue']);
    expect(problemsOf(text)).toEqual([
      { line: lineOf(text, 'colour'), path: 'screen.colour', message: 'there is no such setting' },
    ]);
  });

  test('a key that is missing is named where it should stand', () => {
    const text = edited(['  helpPhone: 400 820 0217\n', '']);
    const [problem] = problemsOf(text);
    expect(problem).toMatchObject({ path: 'locker.helpPhone', line: lineOf(text, 'locker:') });
    expect(problem?.message).toContain('is missing');
  });
});

test('every problem at once, from the top of the file down', () => {
  const text = edited(
    ['id: demo-0217', 'id: demo 0217'],
    ['timeZone: Asia/Shanghai', 'timeZone: Mars/Base'],
    ['  port: 8080', '  prot: 8080'],
    ['zone: frozen', 'zone: cold'],
    ['zone: heated', 'zone: hot'],
  );
  const found = problemsOf(text);
  expect(found.map(({ path }) => path)).toEqual([
    ...['locker.id', 'locker.timeZone', 'screen.prot', 'cabinet.doors[10].zone', 'cabinet.doors[11].zone'],
  ]);
  const lines = ['id: demo 0217', 'Mars/Base', 'prot: 8080', 'zone: hot', 'zone: cold'].map((words) =>
    lineOf(text, words),
  );
  expect(found.map(({ line }) => line)).toEqual(lines);
});

describe('wiring', () => {
  test('two locks on one output', () => {
    const [problem, ...more] = problemsOf(edited(['channel: 2,', 'channel: 1,']));
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ path: 'cabinet.doors', line: lineOf(DEMO, '  doors:') });
    expect(problem?.message).toBe('channel 1 of board main has the locks of compartments 1 and 2');
  });

  test('a compartment twice, a board that is not there, an output that is not there: all of them', () => {
    const text = edited(
      ['compartment: 2,', 'compartment: 1,'],
      ['compartment: 5, board: main', 'compartment: 5, board: side'],
      ['channel: 6,', 'channel: 13,'],
    );
    const said = problemsOf(text).map(({ message }) => message);
    expect(said.join('\n')).toContain('compartment 1 has two locks');
    expect(said.join('\n')).toContain('there is no board "side"; boards are main');
    expect(said.join('\n')).toContain('there is no channel 13');
    expect(said).toHaveLength(3);
  });
});

test.each(['/dev/ttyUSB0', '/dev/ttyACM3'])('%s works, with a warning that says what to write', (path) => {
  const transport = 'transport: { kind: tcp, host: 127.0.0.1, port: 4001, baud: 9600 }';
  const text = edited([transport, `transport: { kind: serial, path: ${path} }`]);
  const read = parseConfig(text);
  const warnings = read.ok ? read.value.warnings : [];
  expect(warnings).toHaveLength(1);
  expect(warnings[0]?.message).toContain(path);
  expect(warnings[0]?.message).toContain('/dev/serial/by-id');
  expect(warnings[0]?.line).toBeGreaterThanOrEqual(lineOf(text, 'buses:'));
  const named = edited([transport, 'transport: { kind: serial, path: /dev/serial/by-id/usb-FTDI }']);
  expect(parseConfig(named)).toMatchObject({ ok: true, value: { warnings: [] } });
});

describe('what is no cabinet file', () => {
  test('broken YAML is named by its line', () => {
    const text = edited(['  helpPhone: 400', '  helpPhone: "400']);
    const [problem] = problemsOf(text);
    expect(problem?.line).toBeGreaterThanOrEqual(lineOf(text, 'helpPhone'));
    expect(problem?.path).toBe('');
  });

  test('a key that stands twice is named by its line', () => {
    const text = edited(['  helpPhone: 400 820 0217', '  helpPhone: 400 820 0217\n  helpPhone: 400 820 0218']);
    expect(problemsOf(text).map(({ line }) => line)).toEqual([lineOf(text, 'helpPhone: 400 820 0218')]);
  });

  test('an empty file lacks everything, and says so', () => {
    for (const text of ['', '# nothing yet\n', '---\n']) {
      const paths = problemsOf(text).map(({ path }) => path);
      expect(paths.sort()).toEqual(['buses', 'cabinet', 'cloud', 'locker', 'trust']);
    }
  });

  test.each(['just words', '- a\n- list', '42'])('%j is no cabinet', (text) => {
    expect(problemsOf(text).length).toBeGreaterThan(0);
  });

  test('a bomb of aliases is refused, not expanded', () => {
    const levels = Array.from(
      { length: 12 },
      (_, at) => `l${at + 1}: &l${at + 1} [${Array(9).fill(`*l${at}`).join(', ')}]`,
    );
    const file = `l0: &l0 x\n${levels.join('\n')}\n`;
    const started = performance.now();
    expect(() => parseConfig(file)).toThrow(/alias/i);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test('a file that is not there', () => {
    expect(readConfig('/nowhere/cabinet.yaml')).toEqual({
      ...{ ok: false, failure: [{ line: undefined, path: '', message: 'there is no such file' }] },
    });
    expect(readConfig('/tmp').ok).toBe(false);
  });
});

test('a problem is said as editors find it', () => {
  const problem = { line: 7, path: 'locker.id', message: 'too long' };
  expect(problemText('a.yaml', problem)).toBe('a.yaml:7: locker.id: too long');
  expect(problemText('a.yaml', { ...problem, line: undefined, path: '' })).toBe('a.yaml: too long');
});
