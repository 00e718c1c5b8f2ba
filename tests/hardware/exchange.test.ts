import { describe, expect, it } from 'vitest';
import { eightA } from '../../src/hardware/boards/eight-a.ts';
import type { Ask, Outcome } from '../../src/hardware/bus/ask.ts';
import { EchoFilter } from '../../src/hardware/bus/echo.ts';
import { Exchange } from '../../src/hardware/bus/exchange.ts';
import { PRIORITY } from '../../src/hardware/bus/queue.ts';
import { FakeTime } from '../fakes/time.ts';
import { fixedRandom } from './cabinet.ts';
import { bytesOf, hex } from './memory-port.ts';

function openExchange() {
  const time = new FakeTime();
  const driver = eightA.make([{ id: 'a', dialect: 'eight-a', channels: 8, statusBytes: 1 }], fixedRandom);
  const written: string[] = [];
  const seen = { discarded: 0, news: 0 };
  const exchange = new Exchange({
    driver,
    echo: new EchoFilter('off'),
    baud: 9600,
    clock: time.clock,
    scheduler: time.scheduler,
    write: (bytes, done) => {
      written.push(hex(bytes));
      done();
    },
    events: {
      news: () => {
        seen.news += 1;
      },
      discarded: (bytes) => {
        seen.discarded += bytes;
      },
      echo: () => {},
    },
  });
  exchange.open();
  const outcomes: Outcome[] = [];
  const [board] = driver.boards;
  if (board === undefined) throw new Error('one board');
  const ask = (request = board.poll(), more: Partial<Ask> = {}): void =>
    exchange.ask({ request, priority: PRIORITY.doors, done: (outcome) => outcomes.push(outcome), ...more });
  return { time, exchange, board, written, seen, outcomes, ask };
}

const REPLY = bytesOf('80 01 04 33 B6');

describe('Exchange', () => {
  it('has one request in flight, and refuses with a reason when 64 wait', () => {
    const { written, outcomes, ask } = openExchange();
    for (let asked = 0; asked < 70; asked++) ask();
    expect(written).toHaveLength(1);
    expect(outcomes).toEqual(Array(5).fill({ kind: 'not-sent', reason: 'full' }));
  });

  it('writes unlocks before door reads before others', async () => {
    const { time, exchange, board, written, ask } = openExchange();
    ask();
    ask(board.poll(), { priority: PRIORITY.other });
    ask();
    ask(board.unlock(2), { priority: PRIORITY.unlock });
    for (let turn = 0; turn < 3; turn++) {
      exchange.hear(turn === 1 ? bytesOf('8A 01 02 11 98') : REPLY);
      await time.advance(10);
    }
    expect(written).toHaveLength(4);
    expect(written[1]).toBe('8A 01 02 11 98');
  });

  it('does not send what waited too long', async () => {
    const { time, board, written, outcomes, ask } = openExchange();
    ask();
    ask(board.unlock(2), { priority: PRIORITY.unlock, waitMs: 100 });
    await time.advance(150);
    expect(outcomes).toEqual([{ kind: 'not-sent', reason: 'expired' }]);
    await time.advance(1_000);
    expect(written).toHaveLength(1);
  });

  it('waits after a time-out until the line was quiet for 25 ms, and counts what it heard', async () => {
    const { time, exchange, written, seen, ask } = openExchange();
    ask();
    ask();
    await time.advance(200);
    exchange.hear(Uint8Array.of(0x80, 0x01));
    await time.advance(20);
    exchange.hear(Uint8Array.of(0x04));
    await time.advance(20);
    expect(written).toHaveLength(1);
    await time.advance(10);
    expect(written).toHaveLength(2);
    expect(seen.discarded).toBe(3);
  });

  it('takes the last of two replies after a time-out: the first one is late', async () => {
    const { time, exchange, seen, outcomes, ask } = openExchange();
    ask();
    await time.advance(206);
    ask();
    exchange.hear(bytesOf('80 01 00 33 B2'));
    await time.advance(60);
    exchange.hear(REPLY);
    await time.advance(200);
    expect(outcomes[0]).toEqual({ kind: 'silent' });
    expect(outcomes[1]).toMatchObject({ kind: 'answered', news: { doors: expect.arrayContaining(['open']) } });
    expect(seen).toEqual({ discarded: 5, news: 1 });
  });

  it('tells what was under way when the line is lost', () => {
    const { exchange, board, outcomes, ask } = openExchange();
    ask(board.unlock(1));
    ask();
    exchange.close();
    ask();
    const down = { kind: 'not-sent', reason: 'down' };
    expect(outcomes).toEqual([{ kind: 'lost' }, down, down]);
  });

  it('leaves no timer behind when closed', async () => {
    const { time, exchange, ask } = openExchange();
    ask();
    ask(undefined, { waitMs: 100 });
    exchange.hear(Uint8Array.of(1));
    exchange.close();
    expect(time.pending).toBe(0);
  });
});
