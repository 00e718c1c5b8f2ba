import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asRoot } from './as-root.ts';

const CHUNK_BYTES = 65_536;
const LEAST_BYTES = 1;

/** A file system of its own, in memory, that can be filled to the last byte and be made read-only. */
export class SmallDisk {
  readonly directory = mkdtempSync(join(tmpdir(), 'larder-disk-'));
  #mounted = false;

  constructor(mebibytes: number) {
    const owner = `uid=${process.getuid?.()},gid=${process.getgid?.()}`;
    asRoot('mount', '-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=0755,${owner}`, 'larder-test', this.directory);
    this.#mounted = true;
    process.once('exit', this.#unmount);
  }

  get #filler(): string {
    return join(this.directory, 'filler');
  }

  get freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.directory);
    return bavail * bsize;
  }

  /** Somebody else takes all the room there is, but for `leaveBytes`. */
  fill(leaveBytes = 0): void {
    const file = openSync(this.#filler, 'a');
    try {
      while (this.freeBytes > leaveBytes) {
        writeSync(file, Buffer.alloc(Math.max(LEAST_BYTES, Math.min(CHUNK_BYTES, this.freeBytes - leaveBytes)), 1));
      }
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
    } finally {
      closeSync(file);
    }
  }

  /** And gives it back. */
  free(): void {
    rmSync(this.#filler, { force: true });
  }

  /** Nobody may have a file of it open for writing. */
  readOnly(on: boolean): void {
    asRoot('mount', '-o', `remount,${on ? 'ro' : 'rw'}`, this.directory);
  }

  #unmount = (): void => {
    if (!this.#mounted) return;
    this.#mounted = false;
    asRoot('umount', '--lazy', this.directory);
    rmdirSync(this.directory);
  };

  remove(): void {
    process.off('exit', this.#unmount);
    this.#unmount();
  }
}
