import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SimulatedDoors } from '../../src/simulator/doors.ts';
import { LarderLineBoard, type LarderLineSettings } from '../../src/simulator/larder-line.ts';
import { checksum } from '../../src/simulator/larder-line-lines.ts';
import { FakeTimers } from './fake-timers.ts';
import { Host } from './host.ts';

const line = (body: string, head = '>'): string => `${head}${body}*${checksum(body)}`;

function board(settings: Partial<LarderLineSettings> = {}, count = 12) {
  const timers = new FakeTimers();
  const doors = new SimulatedDoors({ count, timers });
  const larderLine = new LarderLineBoard({ doors, timers, ...settings });
  larderLine.setTemperature(1, 3.4);
  larderLine.setTemperature(2, -18.2);
  larderLine.setTemperature(3, 'err');
  const host = new Host(larderLine);
  const typed = (text: string): string[] => {
    host.sayLine(text);
    timers.advance(5);
    return host.heardLines();
  };
  /** The reply without its checksum, which is checked here; events are left out. */
  const ask = (body: string): string => {
    const reply = typed(line(body)).find((said) => said.startsWith('<')) ?? '';
    const [said = ''] = reply.slice(1).split('*');
    expect(reply).toBe(line(said, '<'));
    return said;
  };
  return { timers, doors, larderLine, host, typed, ask };
}

describe('docs/larder-line.md', () => {
  const text = readFileSync(new URL('../../docs/larder-line.md', import.meta.url), 'utf8');

  test('the usual check value of CRC-16/MODBUS', () => {
    expect(checksum('123456789')).toBe('4B37');
  });

  test('every checksum in the table is right', () => {
    const rows = [...text.matchAll(/^\| `([^`]+)`[^|]*\| `([0-9A-F]{4})` \|/gm)];
    expect(rows).toHaveLength(6);
    for (const [, covered = '', crc] of rows) expect(checksum(covered)).toBe(crc);
  });

  test('the session goes as written', () => {
    const { timers, doors, host } = board();
    const session = /```session\n(.*?)```/s.exec(text)?.[1]?.trim().split('\n') ?? [];
    expect(session.length).toBeGreaterThan(15);
    const heard: string[] = [];
    for (const written of session.map((row) => row.replace(/ {2,}\[.*$/, ''))) {
      if (written.startsWith('>')) host.sayLine(written);
      if (written.includes('door 3 closed')) doors.close(3);
      timers.advance(5);
      if (written.startsWith('!0')) timers.advance(120);
      heard.push(...host.heardLines());
      if (!written.startsWith('>')) expect(heard.shift()).toBe(written);
    }
    expect(heard).toEqual([]);
    expect(doors.pulses).toHaveLength(1);
  });
});

describe('lines of 03-hardware.md', () => {
  test('hello', () => expect(board().ask('7 hello')).toBe('7 ok larder-line 1 locks=12 sensors=3 fw=1.0.2'));

  test('unlock, then the door event', () => {
    const { ask, timers, host } = board();
    expect(ask('8 unlock 3')).toBe('8 ok');
    timers.advance(200);
    expect(host.heardLines()).toEqual([line('0 door 3 open', '!')]);
  });

  test('doors, with a lock that has no contact', () => {
    const { ask, doors, host } = board({ unsensed: [12] });
    for (const door of [3, 5, 12]) doors.openByHand(door);
    expect(host.heardLines()).toHaveLength(2);
    expect(ask('9 doors')).toBe('9 ok ccococccccc-');
  });

  test('temp', () => {
    const { ask, larderLine } = board();
    expect(ask('10 temp')).toBe('10 ok 1:3.4 2:-18.2 3:err');
    larderLine.setTemperature(3, -0.04);
    expect(ask('11 temp')).toBe('11 ok 1:3.4 2:-18.2 3:0.0');
  });
});

describe('memory', () => {
  test('a repeated line gets the same answer and no second pulse, for 10 s', () => {
    const { ask, timers, doors } = board();
    expect(ask('8 unlock 3')).toBe('8 ok');
    timers.advance(9000);
    expect(ask('8 unlock 3')).toBe('8 ok');
    expect(doors.pulses).toHaveLength(1);
    timers.advance(1000);
    expect(ask('8 unlock 3')).toBe('8 ok');
    expect(doors.pulses).toHaveLength(2);
  });

  test('a repetition of a refused line is refused again, though the lock is ready by now', () => {
    const { ask, timers, doors } = board();
    ask('8 unlock 3');
    expect(ask('9 unlock 4')).toBe('9 err busy');
    timers.advance(5000);
    expect(ask('9 unlock 4')).toBe('9 err busy');
    expect(ask('10 unlock 4')).toBe('10 ok');
    expect(doors.pulses).toHaveLength(2);
  });

  test('hello clears it', () => {
    const { ask, timers, doors } = board();
    ask('1 hello');
    ask('2 unlock 3');
    timers.advance(2000);
    ask('1 hello');
    expect(ask('2 unlock 3')).toBe('2 ok');
    expect(doors.pulses).toHaveLength(2);
  });

  test('it survives a pulled cable', () => {
    const { ask, larderLine, doors, timers } = board();
    ask('2 unlock 3');
    larderLine.disconnect();
    larderLine.connect(() => {});
    larderLine.receive(Buffer.from(`${line('2 unlock 3')}\n`));
    timers.advance(2000);
    expect(doors.pulses).toHaveLength(1);
  });

  test('doors are always read afresh', () => {
    const { ask, doors } = board();
    expect(ask('3 doors')).toBe('3 ok cccccccccccc');
    doors.openByHand(1);
    expect(ask('3 doors')).toBe('3 ok occccccccccc');
  });

  test('when it is full of young lines, unlocking waits', () => {
    const { ask, timers, doors } = board();
    for (let id = 1; id <= 40; id++) ask(`${id} unlock ${1 + (id % 12)}`);
    const pulses = doors.pulses.length;
    timers.advance(5000);
    expect(ask('41 unlock 1')).toBe('41 err busy');
    expect(doors.pulses).toHaveLength(pulses);
    timers.advance(5000);
    expect(ask('42 unlock 1')).toBe('42 ok');
  });
});

describe('refusals', () => {
  test.each([
    ['1 unlock', '1 err bad-arg'],
    ['1 unlock 3 4', '1 err bad-arg'],
    ['1 unlock 03', '1 err bad-arg'],
    ['1 unlock  3', '1 err bad-arg'],
    ['1 unlock x', '1 err bad-arg'],
    ['1 unlock 0', '1 err no-such-lock'],
    ['1 unlock 13', '1 err no-such-lock'],
    ['1 unlock 100', '1 err no-such-lock'],
    ['1 hello you', '1 err bad-arg'],
    ['1 Doors', '1 err unknown-verb'],
    ['1', '1 err unknown-verb'],
    ['10000 doors', '0 err bad-arg'],
    ['01 doors', '0 err bad-arg'],
    ['', '0 err bad-arg'],
  ])('%s → %s', (body, reply) => {
    const { ask, doors } = board();
    expect(ask(body)).toBe(reply);
    expect(doors.pulses).toEqual([]);
  });

  test('the same lock again is cooling down, another waits for the pulse', () => {
    const { ask, timers } = board();
    ask('1 unlock 3');
    expect(ask('2 unlock 4')).toBe('2 err busy');
    timers.advance(300);
    expect(ask('3 unlock 3')).toBe('3 err cooldown');
    expect(ask('4 unlock 4')).toBe('4 ok');
    timers.advance(700);
    expect(ask('5 unlock 3')).toBe('5 ok');
  });

  test.each([
    ['wrong checksum', '>8 unlock 3*26CC'],
    ['lower case', '>8 unlock 3*26cb'],
    ['none', '>8 unlock 3'],
    ['too long', line(`8 unlock 3 ${'9'.repeat(80)}`)],
  ])('%s is a crc error with id 0', (_, text) => {
    expect(board().typed(text)).toEqual([line('0 err crc', '<')]);
  });

  test('96 bytes with the LF are still a line', () => {
    const { typed } = board();
    const longest = line(`8 doors ${'9'.repeat(81)}`);
    expect(longest).toHaveLength(95);
    expect(typed(longest)).toEqual([line('8 err bad-arg', '<')]);
    expect(typed(line(`8 doors ${'9'.repeat(82)}`))).toEqual([line('0 err crc', '<')]);
  });

  test('a board too large for its lines is refused', () => {
    expect(() => board({}, 81)).toThrow('at most 80 locks and 9 sensors');
  });
});

describe('the stream', () => {
  test('CR before LF is tolerated, noise outside a line ignored, an unfinished line forgotten', () => {
    const { typed } = board();
    expect(typed(`${line('8 doors')}\r`)).toHaveLength(1);
    expect(typed('noise')).toEqual([]);
    expect(typed(`>7 unlo${line('8 doors')}`)).toEqual([line('8 ok cccccccccccc', '<')]);
  });

  test('events are counted 0–9999, also while nobody listens', () => {
    const { larderLine, doors, host } = board({}, 1);
    larderLine.disconnect();
    doors.openByHand(1);
    const again = new Host(larderLine);
    doors.close(1);
    expect(again.heardLines()).toEqual([line('1 door 1 closed', '!')]);
    for (let n = 2; n < 10_000; n += 2) {
      doors.openByHand(1);
      doors.close(1);
    }
    doors.openByHand(1);
    expect(again.heardLines().slice(-2)).toEqual([line('9999 door 1 closed', '!'), line('0 door 1 open', '!')]);
    expect(host.heardLines()).toEqual([]);
  });

  test('after any garbage, in any chunks, the next request is answered', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), sizes, (garbage, chunks) => {
        const { larderLine, timers, host } = board();
        const stream = [...garbage, ...Buffer.from(`${line('5 doors')}\n`)];
        for (const size of chunks) larderLine.receive(Uint8Array.from(stream.splice(0, size)));
        larderLine.receive(Uint8Array.from(stream));
        timers.advance(5);
        expect(host.heardLines().at(-1)).toBe(line('5 ok cccccccccccc', '<'));
      }),
    );
  });
});
