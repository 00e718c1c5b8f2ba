import { createHmac, timingSafeEqual } from 'node:crypto';
import { CODE_LENGTH } from './code-format.ts';

/** The least length of a locker's code key, bytes. */
export const CODE_KEY_BYTES = 32;

/** HMAC-SHA-256(codeKey, lockerId ‖ 0x00 ‖ code), base64url (04, Codes and tickets). */
export const codeMac = (codeKey: Uint8Array, lockerId: string, code: string): string =>
  createHmac('sha256', codeKey).update(lockerId).update('\0').update(code).digest('base64url');

/** HMAC-SHA-256(codeKey, lockerId ‖ 0x00 ‖ "staff" ‖ 0x00 ‖ number ‖ 0x00 ‖ secret), base64url. Never equal to a pickup code's. */
export const staffMac = (codeKey: Uint8Array, lockerId: string, number: string, secret: string): string =>
  codeMac(codeKey, lockerId, `staff\0${number}\0${secret}`);

/** Compares two MACs without telling by its duration how much of them agrees. */
export function sameMac(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** A uniformly random code of 8 digits; `randomBytes` gives that many random bytes. */
export function newCode(randomBytes: (count: number) => Uint8Array): string {
  const limit = 4_200_000_000; // The largest multiple of 100,000,000 below 2³²: no digit is likelier than another.
  for (;;) {
    const bytes = randomBytes(4);
    const value = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
    if (value < limit) return String(value % 100_000_000).padStart(CODE_LENGTH, '0');
  }
}
