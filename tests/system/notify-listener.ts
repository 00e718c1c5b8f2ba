import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { until } from '../../src/commands/demo/steps.ts';

const PERL = 'perl';

/**
 * Perl is part of every Debian. It drops what socat would keep: the descriptor that systemd-notify sends along, and
 * whose closing it waits for, 5 s long.
 */
const LISTEN = `
  use Socket; $| = 1;
  socket(my $s, PF_UNIX, SOCK_DGRAM, 0) or die "$!";
  bind($s, sockaddr_un($ARGV[0])) or die "$!";
  while (defined recv($s, my $words, 4096, 0)) { print "$words\\n" }
`;

/** Somebody in systemd's place at $NOTIFY_SOCKET. */
export class NotifyListener {
  readonly path: string;
  /** Every assignment that came, oldest first. */
  readonly heard: string[] = [];
  readonly #perl: ChildProcess;

  private constructor(path: string) {
    this.path = path;
    this.#perl = spawn(PERL, ['-e', LISTEN, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    if (this.#perl.stdout === null) throw new Error('perl has no output');
    createInterface({ input: this.#perl.stdout }).on('line', (line) => this.heard.push(line));
  }

  static async at(path: string): Promise<NotifyListener> {
    const listener = new NotifyListener(path);
    await until(() => existsSync(path), 'the listener (apt install perl)');
    return listener;
  }

  count(words: string): number {
    return this.heard.filter((line) => line === words).length;
  }

  async hears(words: string, deadlineMs = 10_000): Promise<void> {
    await until(() => this.count(words) > 0, words, deadlineMs);
  }

  stop(): void {
    this.#perl.kill();
  }
}
