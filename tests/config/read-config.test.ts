import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { problemText } from '../../src/config/problem.ts';
import { parseConfig, readConfig } from '../../src/config/read-config.ts';
import { edited, lineOf, saidOf } from './edited-demo.ts';

const CABINETS = 'device-config';

test.each(readdirSync(CABINETS).filter((name) => name.endsWith('.yaml')))('%s is good, without a warning', (name) => {
  const read = readConfig(join(CABINETS, name));
  expect(read).toMatchObject({ ok: true, value: { warnings: [] } });
});

describe('one mistake', () => {
  test.each<[string, string, string, string]>([
    ['id: demo-0217', 'id: "demo/0217"', 'locker.id', 'letters, digits, - and _'],
    ['timeZone: Asia/Shanghai', 'timeZone: Asia/Atlantis', 'locker.timeZone', 'did you mean'],
    ['language: zh #', 'language: fr #', 'locker.language', 'must be one of zh, en'],
    ['number: "0217"', 'number: 217', 'locker.number', 'put it in quotes'],
    ['timeZone: Asia/Shanghai', 'timeZone: Asia/Shangai', 'locker.timeZone', 'did you mean "Asia/Shanghai"'],
    ['url: mqtt://127.0.0.1:1883', 'url: http://127.0.0.1', 'cloud.url', 'mqtt://host:1883'],
    ['port: 8080', 'port: 80800', 'screen.port', 'must be at most 65535'],
    ['protocol: 4 #', 'protocol: 3 #', 'cloud.protocol', 'must be one of 4, 5'],
    ['x: 11qYAYKxCrfVS', 'x: "-"} #', 'trust.rootKey.x', '43 base64url characters'],
    ['compartment: 3, board: main', 'compartment: 0, board: main', 'cabinet.doors[2].compartment', '1'],
    ['zone: frozen', 'zone: cold', 'cabinet.doors[11].zone', 'must be one of chilled, frozen, heated, ambient'],
    ['zone: frozen', 'zone: Frozen', 'cabinet.doors[11].zone', 'did you mean "frozen"?'],
    ['zone: frozen', 'zone: frozn', 'cabinet.doors[11].zone', 'did you mean "frozen"?'],
    ['at: [880, 40, 400, 460]', 'at: [880, 40, 400]', 'cabinet.doors[0].at', 'at least 4 entries'],
    [
      'at: [880, 40, 400, 460]',
      'at: [880.5, 40, 400, 460]',
      'cabinet.doors[0].at[0]',
      'a whole number, not a fraction',
    ],
    ['size: [1320, 1980]', 'size: wide', 'cabinet.size', 'needs a list of numbers in [ ], not a text'],
    ['kind: tcp', 'kind: tpc', 'buses[0].transport.kind', 'one of serial, tcp; did you mean "tcp"?'],
    ['dialect: eight-a', 'dialect: eigth-a', 'buses[0].boards[0].dialect', 'did you mean "eight-a"?'],
    ['dialect: eight-a', 'dialect: winnsen', 'buses[0].boards[0].dialect', 'one of eight-a, larder-line'],
    ['dialect: eight-a,', 'ch: 1,', 'buses[0].boards[0].dialect', 'is missing: it needs one of eight-a, larder-line'],
  ])('%s → %s', (from, to, path, words) => {
    const text = edited([from, to]);
    const found = saidOf(text);
    expect(found).toHaveLength(1);
    expect(found[0]?.path.startsWith(path)).toBe(true);
    expect(found[0]?.message).toContain(words);
    expect(found[0]?.line).toBe(lineOf(text, to));
  });

  test('a key that nobody knows is named with its own line', () => {
    const text = edited(['  port: 8080', '  port: 8080\n  colour: blue']);
    expect(saidOf(text)).toEqual([
      { kind: 'problem', line: lineOf(text, 'colour'), path: 'screen.colour', message: 'there is no such setting' },
    ]);
  });

  test.each([
    ['helpPhone: 400', 'helpFone: 400', 'locker.helpFone', 'did you mean "helpPhone"?'],
    ['  port: 8080', '  prot: 8080', 'screen.prot', 'did you mean "port"?'],
    ['channels: 12 }', 'channels: 12, pulsMs: 1000 }', 'buses[0].boards[0].pulsMs', 'did you mean "pulseMs"?'],
    ['port: 4001, baud: 9600', 'port: 4001, buad: 9600', 'buses[0].transport.buad', 'did you mean "baud"?'],
    [
      'x: 11qYAYK',
      'd: secret, x: 11qYAYK',
      'trust.rootKey.d',
      'private half of the key; it must never be on a cabinet',
    ],
    ['  protocol: 4', '  password: hunter2\n  protocol: 4', 'cloud.password', 'name that in passwordFile'],
  ])('%s → %s is one problem, with what was meant', (from, to, path, words) => {
    const found = saidOf(edited([from, to]));
    expect(found.map((problem) => problem.path)).toEqual([path]);
    expect(found[0]?.message).toContain(words);
  });

  test('a key of another kind of line is not offered', () => {
    const [problem] = saidOf(edited(['port: 4001, baud: 9600', 'port: 4001, parityy: even']));
    expect(problem?.message).toBe('there is no such setting');
  });

  test('a key that is missing is named where it should stand', () => {
    const text = edited(['  helpPhone: 400 820 0217\n', '']);
    const [problem] = saidOf(text);
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
  const found = saidOf(text);
  expect(found.map(({ path }) => path)).toEqual([
    ...['locker.id', 'locker.timeZone', 'screen.prot', 'cabinet.doors[10].zone', 'cabinet.doors[11].zone'],
  ]);
  const lines = ['id: demo 0217', 'Mars/Base', 'prot: 8080', 'zone: hot', 'zone: cold'].map((words) =>
    lineOf(text, words),
  );
  expect(found.map(({ line }) => line)).toEqual(lines);
});

test.each(['/dev/ttyUSB0', '/dev/ttyACM3'])('%s works, with a warning that says what to write', (path) => {
  const transport = 'transport: { kind: tcp, host: 127.0.0.1, port: 4001, baud: 9600 }';
  const text = edited([transport, `transport: { kind: serial, path: ${path} }`]);
  const read = parseConfig(text);
  const warnings = read.ok ? read.value.warnings : [];
  expect(warnings).toHaveLength(1);
  expect(warnings[0]?.message).toContain(path);
  expect(warnings[0]?.message).toContain('/dev/serial/by-id');
  expect(warnings[0]).toMatchObject({ line: lineOf(text, path), path: 'buses[0].transport.path' });
  const named = edited([transport, 'transport: { kind: serial, path: /dev/serial/by-id/usb-FTDI }']);
  expect(parseConfig(named)).toMatchObject({ ok: true, value: { warnings: [] } });
});

test('a problem is said as editors find it', () => {
  const problem = { kind: 'problem', line: 7, path: 'locker.id', message: 'too long' } as const;
  expect(problemText('a.yaml', problem)).toBe('a.yaml:7: locker.id: too long');
  expect(problemText('a.yaml', { ...problem, kind: 'warning' })).toBe('a.yaml:7: warning: locker.id: too long');
  expect(problemText('a.yaml', { ...problem, line: undefined, path: '' })).toBe('a.yaml: too long');
});
