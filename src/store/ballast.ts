/**
 * Room that is kept for the worst day: a file of real blocks beside the database. When the disk is full, the store
 * gives it back to itself slice by slice, so that a neighbour who is filling the disk never gets all of it at once.
 */
import { closeSync, ftruncateSync, openSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';

const MIB = 1_048_576;

export interface BallastSizes {
  readonly bytes: number;
  /** Given back at a time. More than the frames of the largest documents need. */
  readonly sliceBytes: number;
  /** Written and synced at a time. */
  readonly chunkBytes: number;
}

/** A write-ahead log at its largest takes 4 MiB of it; the rest holds thousands of pickups (docs/decisions/0008). */
export const BALLAST: BallastSizes = { bytes: 16 * MIB, sliceBytes: MIB, chunkBytes: MIB / 4 };

export class Ballast {
  readonly #path: string;
  readonly #sizes: BallastSizes;
  #bytes: number;

  constructor(directory: string, sizes: BallastSizes = BALLAST) {
    this.#path = join(directory, 'ballast');
    this.#sizes = sizes;
    this.#bytes = bytesOn(this.#path);
  }

  /** How much is laid. */
  get bytes(): number {
    return this.#bytes;
  }

  get missingBytes(): number {
    return Math.max(0, this.#sizes.bytes - this.#bytes);
  }

  /** Gives one slice back to the disk; false when there is none left, or the disk does not even take it back. */
  release(): boolean {
    if (this.#bytes === 0) return false;
    const left = Math.max(0, this.#bytes - this.#sizes.sliceBytes);
    try {
      // Shortened first: a file that is being written, or looked at, frees nothing when it is removed.
      const file = openSync(this.#path, 'r+');
      ftruncateSync(file, left);
      closeSync(file);
      if (left === 0) rmSync(this.#path, { force: true });
      this.#bytes = left;
      return true;
    } catch {
      this.#bytes = bytesOn(this.#path);
      return false;
    }
  }

  /** Lays one chunk more and has it on the disk. Rejects when the disk refuses; what was laid stays. */
  async lay(random: (count: number) => Uint8Array): Promise<void> {
    const count = Math.min(this.#sizes.chunkBytes, this.missingBytes);
    const file = await open(this.#path, 'a', 0o600);
    try {
      // Random, since a file system that compresses would keep nothing free for zeros.
      await file.writeFile(random(count));
      await file.datasync();
    } finally {
      await file.close();
      this.#bytes = bytesOn(this.#path);
    }
  }
}

/** Holes count as nothing: a copy of the folder may have made some. */
function bytesOn(path: string): number {
  try {
    const { size, blocks } = statSync(path);
    return blocks * 512 >= size ? size : 0;
  } catch {
    return 0;
  }
}
