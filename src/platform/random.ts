import { randomBytes } from 'node:crypto';
import type { Random } from '../controller/ports.ts';

export class SystemRandom implements Random {
  bytes(count: number): Uint8Array {
    return randomBytes(count);
  }

  uniform(): number {
    return Math.random();
  }
}
