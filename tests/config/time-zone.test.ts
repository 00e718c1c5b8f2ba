import { expect, test } from 'vitest';
import { isTimeZone } from '../../src/config/time-zone.ts';

test.each(Intl.supportedValuesOf('timeZone'))('%s is a time zone', (name) => {
  expect(isTimeZone(name)).toBe(true);
});

test.each(['UTC', 'Etc/UTC', 'Japan', 'Asia/Shanghai'])('%s is one, too', (name) => {
  expect(isTimeZone(name)).toBe(true);
});

test.each([
  '',
  'Asia',
  'Asia/',
  'Asia/Shangai',
  'Asia/../Europe/Berlin',
  '../../../etc/passwd',
  'leapseconds',
  'Mars/Olympus',
  'CST-8X',
])('%j is none', (name) => {
  expect(isTimeZone(name)).toBe(false);
});
