/**
 * What `strace -f -y -xx` wrote, as calls in the order in which they began and ended:
 *
 *     812 fdatasync(21<\x2f…larder.db-wal>) = 0
 *     812 pwrite64(21<…>, "\x…", 4120, 32) = 4120
 *     815 write(24<…>, "\x8a…", 5 <unfinished ...>      another thread's call comes in between
 *     815 <... write resumed>) = 5
 */
export interface Call {
  readonly name: string;
  /** What the file descriptor stood for: a path, or a socket's inode. */
  readonly target: string;
  /** The written bytes; empty for a sync. */
  readonly bytes: Buffer;
  /** Line numbers of the log: a call whose `ended` is below another's `began` was over before that one started. */
  readonly began: number;
  readonly ended: number;
  /** Its last arguments and what it returned: `, 4096, 8216) = 4096`; `) = ?` when the process died in it. */
  readonly tail: string;
}

const plain = (text: string): string =>
  text.replaceAll(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

const STARTED = /^(\d+) +(\w+)\(\d+<((?:\\x[0-9a-f]{2}|[^>])*)>(.*)$/;
const UNFINISHED = ' <unfinished ...>';
const RESUMED = /^(\d+) +<\.\.\. (\w+) resumed>(.*)$/;

/** Every string of the call joined: `writev` has several. */
function bytesOf(rest: string): Buffer {
  const strings = rest.match(/"(?:\\x[0-9a-f]{2})*"/g) ?? [];
  return Buffer.concat(strings.map((each) => Buffer.from(each.replaceAll(/["\\x]/g, ''), 'hex')));
}

/** Calls that failed are left out: they did nothing. */
export const readStrace = (text: string): readonly Call[] => readCalls(text).filter(({ tail }) => succeeded(tail));

/** Every call, whatever came of it. */
export function readCalls(text: string): readonly Call[] {
  const calls: Call[] = [];
  const open = new Map<string, Omit<Call, 'ended'>>();
  for (const [at, line] of text.split('\n').entries()) {
    const resumed = RESUMED.exec(line);
    if (resumed) {
      const [, thread = '', , rest = ''] = resumed;
      const began = open.get(thread);
      open.delete(thread);
      if (began) calls.push({ ...began, ended: at, tail: began.tail + rest });
      continue;
    }
    const [, thread = '', name, target = '', tail = ''] = STARTED.exec(line) ?? [];
    if (name === undefined) continue;
    const call = { name, target: plain(target), bytes: bytesOf(tail), began: at, tail: tail.replace(UNFINISHED, '') };
    if (tail.includes(UNFINISHED)) open.set(thread, call);
    else calls.push({ ...call, ended: at });
  }
  const never = [...open.values()].map((call) => ({
    ...call,
    ended: Number.POSITIVE_INFINITY,
    tail: `${call.tail}) = ?`,
  }));
  return [...calls, ...never].toSorted((a, b) => a.began - b.began);
}

const succeeded = (tail: string): boolean => /\) += \d+/.test(tail);
