import type { DiskHealth } from '../../contract/messages.ts';

/** What a technician does about it, beside the cabinet. */
const WORDS: Readonly<Record<DiskHealth['state'], { readonly is: string; readonly todo: string }>> = {
  well: { is: 'well', todo: '' },
  low: {
    is: 'LOW: all is recorded, but little room is left',
    todo: 'Make room on it soon (df, journalctl --vacuum-size=50M). Larder needs nothing more then.',
  },
  full: {
    is: 'FULL: NO DOOR OPENS, since nothing can be recorded',
    todo: 'Make room on it (df, journalctl --vacuum-size=50M). Larder goes on by itself.',
  },
  'read-only': {
    is: 'READ-ONLY: NO DOOR OPENS, since nothing can be recorded',
    todo:
      'dmesg says why. Its file system had errors, or was mounted so: restart the machine to have it checked, or mount ' +
      'it read-write; a card that does this twice is worn out. Larder goes on by itself.',
  },
  failing: {
    is: 'FAILING: NO DOOR OPENS, since nothing can be recorded',
    todo:
      'dmesg says why. Is a program holding larder.db (a database tool)? Close it. Else the card is worn out: replace ' +
      'it. Larder goes on by itself when the disk does.',
  },
};

const megabytes = (bytes: number | null): string => (bytes === null ? 'unknown' : `${Math.round(bytes / 1e6)} MB`);

/** The state of the disk in words, what the system said, and what to do about it: the first line is for a glance. */
export function diskLines(disk: Omit<DiskHealth, 'commitP99Ms'>): readonly string[] {
  const { is, todo } = WORDS[disk.state];
  const room = `${megabytes(disk.freeBytes)} free, ${megabytes(disk.ballastBytes)} of ballast`;
  if (disk.state === 'well') return [`${is}, ${room}`];
  const said = disk.error === null ? '' : `, it says: ${disk.error}`;
  return [`${is} (${room}, since ${disk.since}${said})`, todo];
}
