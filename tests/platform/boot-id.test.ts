import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bootIdOf } from '../../src/platform/clock.ts';

const FILE = '/proc/sys/kernel/random/boot_id';
const kernel = readFileSync(FILE, 'utf8').trim();

test('systemd’s %b and the kernel’s file name the same boot', () => {
  expect(bootIdOf({})).toBe(kernel);
  expect(bootIdOf({ LARDER_BOOT_ID: kernel.replaceAll('-', '') })).toBe(kernel);
  expect(bootIdOf({ LARDER_BOOT_ID: kernel.toUpperCase() })).toBe(kernel);
});

test('the unit’s word goes before the file, which it may have hidden', () => {
  const other = '0123456789abcdef0123456789abcdef';
  expect(bootIdOf({ LARDER_BOOT_ID: other }, '/nowhere')).toBe('01234567-89ab-cdef-0123-456789abcdef');
  expect(() => bootIdOf({}, '/nowhere')).toThrow('/nowhere');
});

test.each(['', '%b', 'boot-1', 'z'.repeat(32)])('%j is no boot id', (LARDER_BOOT_ID) => {
  expect(() => bootIdOf({ LARDER_BOOT_ID })).toThrow(/LARDER_BOOT_ID=.*Environment=LARDER_BOOT_ID=%b/);
});
