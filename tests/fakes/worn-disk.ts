import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asRoot } from './as-root.ts';

const BYTES = 16_777_216;

/** An ext4 file system in a file, which can be made to find an error and turn read-only under whoever writes to it. */
export class WornDisk {
  readonly #folder = mkdtempSync(join(tmpdir(), 'larder-worn-'));
  readonly directory = mkdtempSync(join(tmpdir(), 'larder-disk-'));

  constructor() {
    const image = join(this.#folder, 'image');
    writeFileSync(image, Buffer.alloc(BYTES));
    asRoot('mkfs.ext4', '-q', image);
    asRoot('mount', '-o', 'loop,errors=remount-ro', image, this.directory);
    if (process.getuid?.() !== 0) asRoot('chown', String(process.getuid?.()), this.directory);
  }

  /** What the kernel does when it finds the file system damaged. */
  wearOut(): void {
    asRoot('mount', '-o', 'remount,abort', this.directory);
  }

  remove(): void {
    asRoot('umount', '--lazy', this.directory);
    for (const folder of [this.directory, this.#folder]) rmSync(folder, { recursive: true, force: true });
  }
}
