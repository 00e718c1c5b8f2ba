import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LineDriver, Request } from '../../src/hardware/boards/board.ts';
import { CappedLines, MAX_LINE_BYTES } from '../../src/hardware/boards/capped-lines.ts';
import { larderLine } from '../../src/hardware/boards/larder-line.ts';
import { crcOf, parseLine, requestLine } from '../../src/hardware/boards/larder-line-grammar.ts';
import { fixedRandom } from './cabinet.ts';

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const said = (body: string): Uint8Array => Buffer.from(`${body}*${crcOf(body.slice(1))}\n`, 'latin1');

const newLine = (): LineDriver => larderLine.make([{ id: 'b', dialect: 'larder-line', channels: 12 }], fixedRandom);

/** A driver that has said hello, and that request's answer. */
function greeted(): LineDriver {
  const line = newLine();
  const [hello] = line.greetings();
  answer(line, hello, 'ok larder-line 1 locks=12 sensors=3 fw=1.0.2');
  return line;
}

function answer(line: LineDriver, request: Request | undefined, fields: string) {
  const id = request?.key.split(' ')[0];
  return line.push(said(`<${id} ${fields}`), request?.key ?? null);
}

describe('the lines of docs/larder-line.md', () => {
  it('computes its checksums', () => {
    expect(crcOf('123456789')).toBe('4B37');
    expect(text(requestLine(1, 'hello'))).toBe('>1 hello*97EE\n');
    expect(text(requestLine(8, 'unlock', '3'))).toBe('>8 unlock 3*26CB\n');
    expect(text(requestLine(2, 'doors'))).toBe('>2 doors*2736\n');
  });

  it('reads the session of the document', () => {
    expect(parseLine('<1 ok larder-line 1 locks=12 sensors=3 fw=1.0.2*DA4E')?.line).toMatchObject({
      kind: 'ok',
      id: 1,
    });
    expect(parseLine('<4 ok ccoccccccccc*1FA1')?.line).toMatchObject({ fields: ['ccoccccccccc'] });
    expect(parseLine('!1 door 3 closed*E342')?.line).toMatchObject({ kind: 'event', count: 1, verb: 'door' });
    expect(parseLine('<5 ok 1:3.4 2:-18.2 3:err*11E3')?.line).toMatchObject({ fields: ['1:3.4', '2:-18.2', '3:err'] });
    expect(parseLine('<6 err no-such-lock*A5A1')?.line).toMatchObject({ kind: 'err', code: 'no-such-lock' });
    expect(parseLine('<0 err crc*61C4\r')?.line).toMatchObject({ kind: 'err', id: 0, code: 'crc' });
  });

  it('refuses what the grammar does not have', () => {
    const bad = [
      '<01 ok',
      '<1  ok',
      '<1 ok ',
      '< ok',
      '<10000 ok',
      '<1 err',
      '!1',
      '<1 o\x80k',
      '<1 ok a\tb',
      '<1 yes',
    ];
    for (const body of bad) {
      const line = text(said(body)).slice(0, -1);
      expect(parseLine(line), line).toBeUndefined();
    }
    expect(parseLine('<8 ok*9161')).toBeUndefined();
    expect(parseLine('<1 ok larder-line 1 locks=12 sensors=3 fw=1.0.2*da4e')).toBeUndefined();
  });
});

describe('the larder-line driver', () => {
  it('says hello until a board of the right kind answers, then asks for doors', () => {
    const line = newLine();
    const [board] = line.boards;
    expect(text(line.greetings()[0]?.bytes ?? Buffer.of())).toContain('hello');
    const again = board?.poll();
    expect(again?.key).toContain('hello');
    expect(answer(line, again, 'ok other-line 1 locks=12').frames[0]?.news.kind).toBe('unfit');
    expect(answer(line, board?.poll(), 'ok larder-line 2 locks=12').frames[0]?.news.kind).toBe('unfit');
    expect(answer(line, board?.poll(), 'ok larder-line 1 locks=11').frames[0]?.news.kind).toBe('unfit');
    expect(answer(line, board?.poll(), 'ok larder-line 1 locks=12').frames[0]?.news.kind).toBe('alive');
    expect(board?.poll().key).toContain('doors');
  });

  it('reads doors from one field of letters', () => {
    const line = greeted();
    const { frames } = answer(line, line.boards[0]?.poll(), 'ok co-');
    expect(frames[0]?.news).toEqual({ kind: 'doors', board: 'b', doors: ['closed', 'open', 'unknown'] });
    expect(answer(line, line.boards[0]?.poll(), 'ok c o c').frames[0]?.news.kind).toBe('trouble');
  });

  it('takes refusals of an unlock, and a request the board could not read', () => {
    const line = greeted();
    const refused = answer(line, line.boards[0]?.unlock(3), 'err cooldown');
    expect(refused.frames[0]?.news).toMatchObject({ kind: 'unlock', answer: 'refused', reason: 'cooldown' });
    const unread = line.push(said('<0 err crc'), line.boards[0]?.unlock(3).key ?? null);
    expect(unread.frames[0]).toMatchObject({ answers: '*', news: { kind: 'unlock', answer: 'refused' } });
  });

  it('never gives a second unlock the id of the first', () => {
    const line = greeted();
    const ids = Array.from({ length: 9_999 }, () => line.boards[0]?.unlock(3).key);
    expect(new Set(ids).size).toBe(9_999);
    expect(ids).not.toContain('0 unlock');
  });

  it('asks for the doors again when the count of events has a gap, and when an event is broken', () => {
    const line = greeted();
    const kinds = (body: string) => line.push(said(body), null).frames.map(({ news }) => news.kind);
    expect(kinds('!9998 door 3 open')).toEqual(['door', 'missed']);
    expect(kinds('!9999 door 3 closed')).toEqual(['door']);
    expect(kinds('!0 door 4 open')).toEqual(['door']);
    expect(kinds('!2 door 5 open')).toEqual(['door', 'missed']);
    expect(kinds('!3 lamp 5 on')).toEqual([]);
    expect(kinds('!4 door 5 closed')).toEqual(['door']);
    const broken = line.push(Buffer.from('!5 door 5 open*0000\n'), null);
    expect(broken).toMatchObject({ frames: [{ news: { kind: 'missed' } }], discardedBytes: 20 });
  });

  it('counts a reply that nobody waits for', () => {
    const line = greeted();
    const late = line.boards[0]?.poll();
    const next = line.boards[0]?.poll();
    const { frames } = line.push(said(`<${late?.key.split(' ')[0]} ok cc`), next?.key ?? null);
    expect(frames[0]?.answers).not.toBe(next?.key);
    expect(frames[0]?.news.kind).toBe('alive');
  });

  it('ignores its own lines coming back', () => {
    const line = greeted();
    const request = line.boards[0]?.poll();
    const echoed = line.push(request?.bytes ?? Buffer.of(), request?.key ?? null);
    expect(echoed).toEqual({ frames: [], discardedBytes: request?.bytes.length });
  });
});

const anyBytes = fc.uint8Array({ maxLength: 300 });
const chunkLengths = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 20 });

function* cut(stream: Uint8Array, lengths: readonly number[]): Generator<Uint8Array> {
  let at = 0;
  for (const length of [...lengths, stream.length]) {
    yield stream.subarray(at, at + length);
    at += length;
  }
}

describe('the line stage, whatever comes', () => {
  it('loses no byte: lines, cut and dropped bytes add up', () => {
    fc.assert(
      fc.property(anyBytes, chunkLengths, (stream, lengths) => {
        const stage = new CappedLines();
        let counted = 0;
        for (const chunk of cut(stream, lengths)) {
          const { lines, cutBytes } = stage.push(chunk);
          expect(lines.every((line) => line.text.length < MAX_LINE_BYTES)).toBe(true);
          counted += lines.reduce((sum, { length }) => sum + length, cutBytes);
        }
        expect(counted + stage.reset()).toBe(stream.length);
      }),
    );
  });

  it('cuts a line at 95 bytes and its LF, and holds no more of one that never ends', () => {
    const stage = new CappedLines();
    const { lines, cutBytes } = stage.push(Buffer.from(`${'q'.repeat(200)}\nab\n`));
    expect(lines.map(({ length }) => length)).toEqual([96, 3]);
    expect(cutBytes).toBe(105);
    expect(stage.push(new Uint8Array(100_000).fill(0x71)).cutBytes).toBe(99_905);
    expect(stage.reset()).toBe(95);
  });

  it('finds the reply after any garbage, in any chunks', () => {
    fc.assert(
      fc.property(anyBytes, chunkLengths, (garbage, lengths) => {
        const line = greeted();
        const request = line.boards[0]?.poll();
        const reply = said(`<${request?.key.split(' ')[0]} ok cococo`);
        const frames = [...cut(Uint8Array.of(...garbage, ...reply), lengths)].flatMap(
          (chunk) => line.push(chunk, request?.key ?? null).frames,
        );
        expect(frames.some(({ news }) => news.kind === 'doors')).toBe(true);
      }),
    );
  });

  it('makes nothing of a truncated line', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 13 }), (length) => {
        const line = greeted();
        const request = line.boards[0]?.poll();
        const reply = said(`<${request?.key.split(' ')[0]} ok cococo`).subarray(0, length);
        expect(line.push(reply, request?.key ?? null).frames).toEqual([]);
        expect(line.reset()).toBe(length);
      }),
    );
  });

  it('round trip: any request of grammar words parses back, as a reply would', () => {
    const word = fc.stringMatching(/^[!-);=?-~+-:]{1,8}$/);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_999 }), fc.array(word, { maxLength: 6 }), (id, fields) => {
        const line = text(said([`<${id} ok`, ...fields].join(' '))).slice(0, -1);
        expect(parseLine(line)).toEqual({ line: { kind: 'ok', id, fields }, noise: 0 });
      }),
    );
  });
});
