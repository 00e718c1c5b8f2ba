/** A process that hangs when it is told to stop: in a thread (`thread`, at a FIFO that nobody writes), or in one of its parts. */
import { open } from 'node:fs';
import { StopRequest } from '../../src/commands/run/stop-request.ts';
import { SystemScheduler } from '../../src/platform/scheduler.ts';

const [, , what, fifo = ''] = process.argv;
const stop = new StopRequest(new SystemScheduler());
const say = (event: string, fields: object = {}): void => {
  process.stdout.write(`${JSON.stringify({ event, ...fields })}\n`);
};
stop.log = { info: say, warn: say, error: say };
if (what === 'thread') open(fifo, 'r', () => {});
say('started');
// As the daemon's servers do.
const keepAlive = setInterval(() => {}, 60_000);
await stop.asked;
clearInterval(keepAlive);
await stop.end({
  first: () => {
    throw new Error('it fails');
  },
  second: () => (what === 'part' ? new Promise(() => {}) : undefined),
  third: () => say('stopped'),
});
