import { closeSync, openSync, readSync } from 'node:fs';

/** Area and place, as nearly all are named; others (UTC, Japan, posix/…) are asked of Intl. */
const USUAL = /^(Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific)\/[A-Za-z_+/-]+$/;
const COMPILED_ZONES = '/usr/share/zoneinfo';
/** RFC 9636, 3.1. */
const MAGIC = 'TZif';

/**
 * Whether this is an IANA time zone. The system's own file answers for the usual ones: waking Intl for it takes 20 ms of
 * the daemon's start.
 */
export const isTimeZone = (name: string): boolean => (USUAL.test(name) && isCompiled(name)) || isKnownToIntl(name);

function isCompiled(name: string): boolean {
  try {
    const file = openSync(`${COMPILED_ZONES}/${name}`, 'r');
    try {
      const head = Buffer.alloc(MAGIC.length);
      readSync(file, head);
      return head.toString('latin1') === MAGIC;
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
}

function isKnownToIntl(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}
