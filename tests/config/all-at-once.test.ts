/** Schema, wiring, ports and drawing of a cabinet file come in one go, each at its own line, from the top down. */
import { expect, test } from 'vitest';
import { parseConfig } from '../../src/config/read-config.ts';
import { DEMO, edited, lineOf, saidOf } from './edited-demo.ts';

const TCP = 'transport: { kind: tcp, host: 127.0.0.1, port: 4001, baud: 9600 }';

test('a wrong word does not hide a wrong wire, nor a warning', () => {
  const text = edited(
    ['id: demo-0217', 'id: demo 0217'],
    [TCP, 'transport: { kind: serial, path: /dev/ttyUSB0 }'],
    ['dialect: eight-a', 'dialect: eigth-a'],
    ['channel: 3,', 'channel: 2,'],
    ['compartment: 5, board: main', 'compartment: 5, board: side'],
    ['at: [40, 360, 400, 300]', 'at: [40, 330, 400, 310]'],
    ['channel: 7,', 'channel: 13,'],
    ['zone: heated', 'zone: hot'],
    ['at: [460, 1480, 400, 460]', 'at: [460, 1480, 400, 600]'],
  );
  expect(saidOf(text).map(({ kind, path, line }) => [kind, path, line])).toEqual([
    ['problem', 'locker.id', lineOf(text, 'demo 0217')],
    ['warning', 'buses[0].transport.path', lineOf(text, '/dev/ttyUSB0')],
    ['problem', 'buses[0].boards[0].dialect', lineOf(text, 'eigth-a')],
    ['problem', 'cabinet.doors[2].channel', lineOf(text, 'compartment: 3,')],
    ['problem', 'cabinet.doors[4].board', lineOf(text, 'board: side')],
    ['warning', 'cabinet.doors[5].at', lineOf(text, 'compartment: 6,')],
    ['problem', 'cabinet.doors[6].channel', lineOf(text, 'channel: 13,')],
    ['problem', 'cabinet.doors[10].zone', lineOf(text, 'zone: hot')],
    ['warning', 'cabinet.doors[11].at', lineOf(text, 'compartment: 12,')],
  ]);
});

test('two locks on one output: the later one is named, with its owner and what is free', () => {
  const text = edited(['channel: 3,', 'channel: 2,']);
  expect(saidOf(text)).toEqual([
    {
      ...{ kind: 'problem', line: lineOf(text, 'compartment: 3,'), path: 'cabinet.doors[2].channel' },
      message: 'channel 2 of board main is the lock of compartment 2 already; no door uses 3',
    },
  ]);
});

test('a compartment twice, a board that is not there, an output that is not there: all of them', () => {
  const text = edited(
    ['compartment: 2,', 'compartment: 1,'],
    ['compartment: 5, board: main', 'compartment: 5, board: man'],
    ['channel: 6,', 'channel: 13,'],
  );
  expect(saidOf(text).map(({ path, message }) => `${path}: ${message}`)).toEqual([
    'cabinet.doors[1].compartment: another door has the number 1 already; a compartment has one door',
    'cabinet.doors[4].board: there is no board "man"; did you mean "main"? boards are main',
    'cabinet.doors[5].channel: board main has channels 1 to 12, there is no channel 13',
  ]);
});

test.each([
  ['at: [880, 520, 400, 460]', 'at: [880, 499, 400, 460]', 'cabinet.doors[1].at', 'lies on the one of compartment 1'],
  ['at: [880, 520, 400, 460]', 'at: [700, 520, 400, 460]', 'cabinet.doors[1].at', 'lies on the screen'],
  [
    'at: [880, 1480, 400, 460]',
    'at: [1000, 1480, 400, 460]',
    'cabinet.doors[3].at',
    'beyond the cabinet (1320 × 1980 mm)',
  ],
  [
    'screen: [460, 40, 400, 940]',
    'screen: [460, 40, 400, 1941]',
    'cabinet.screen',
    'the screen reaches beyond the cabinet',
  ],
])('drawn wrongly, a file is good, with a warning: %s → %s', (from, to, path, words) => {
  const text = edited([from, to]);
  const read = parseConfig(text);
  expect(read.ok).toBe(true);
  const [warning] = saidOf(text);
  expect(warning).toMatchObject({ kind: 'warning', path });
  expect(warning?.message).toContain(words);
});

test('doors that only touch are drawn well', () => {
  expect(saidOf(edited(['at: [880, 520, 400, 460]', 'at: [880, 500, 400, 480]']))).toEqual([]);
});

test('a section that is missing, empty or of another kind hides nothing of the others', () => {
  for (const [section, words] of [['buses:', 'cabinet:'] as const, ['locker:', 'trust:'] as const]) {
    const start = DEMO.indexOf(`\n${section}`) + 1;
    const rest = DEMO.slice(DEMO.indexOf(`\n${words}`) + 1);
    for (const instead of ['', `${section}\n`, `${section} none\n`, `${section} [1, 2]\n`]) {
      const text = `${DEMO.slice(0, start)}${instead}${rest}`.replace('frozen', 'cold');
      const paths = saidOf(text).map(({ path }) => path);
      expect(paths.some((path) => path.startsWith(section.slice(0, -1)))).toBe(true);
      expect(paths).toContain('cabinet.doors[11].zone');
    }
  }
});
