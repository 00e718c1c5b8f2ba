import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface PtyService {
  /** Open this as a serial port. It survives the host's closing and reopening it. */
  path: string;
  /** The process that owns the pty; killing it is pulling out the USB cable. */
  pid: number;
  stop(): Promise<void>;
}

const BOARD_PROGRAM = fileURLToPath(new URL('./serve-stdio.ts', import.meta.url));

/** socat splits its addresses at these, and again at spaces for EXEC. */
function socatWord(word: string): string {
  if (/^[\w./=@%+-]+$/.test(word)) return word;
  throw new Error(`"${word}" cannot be passed through socat: use letters, digits and . / = @ % + - _ only`);
}

/**
 * Runs serve-stdio.ts in a process of its own behind a pseudo-terminal, `link` pointing to it; `args` are those of
 * serve-stdio.ts. Resolves when the board listens; rejects with what socat or the board complained about.
 */
export async function servePty({ link, args }: { link: string; args: readonly string[] }): Promise<PtyService> {
  const board = [process.execPath, BOARD_PROGRAM, ...args].map(socatWord).join(' ');
  // -d -d makes socat say when both of its ends are open; the board's own stderr comes along.
  const socat = spawn('socat', ['-d', '-d', `PTY,link=${socatWord(link)},rawer`, `EXEC:${board}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = once(socat, 'exit');
  const killWithUs = (): void => void socat.kill();
  process.once('exit', killWithUs);
  void exited.then(
    () => process.off('exit', killWithUs),
    () => {},
  );

  const said: string[] = [];
  const ready = new Promise<void>((resolve, reject) => {
    const awaited = new Set(['starting data transfer loop', 'ready']);
    const lines = createInterface({ input: socat.stderr });
    lines.on('line', (line) => {
      if (awaited.size === 0) return;
      said.push(line);
      for (const words of awaited) if (line.includes(words)) awaited.delete(words);
      if (awaited.size === 0) resolve();
    });
    socat.once('error', (cause) => reject(new Error('socat could not be started: apt install socat', { cause })));
    lines.once('close', () => reject(new Error(`the simulated board did not start:\n${said.join('\n')}`)));
  });
  await ready;

  const { pid } = socat;
  if (pid === undefined) throw new Error('socat runs without a process id');
  return {
    path: link,
    pid,
    async stop() {
      socat.kill();
      await exited;
    },
  };
}
