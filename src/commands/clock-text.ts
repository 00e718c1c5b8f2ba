import type { Health } from '../contract/messages.ts';
import { CLOCK_TRUST } from '../core/clock-trust.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

const HOW = {
  ntp: 'synchronised by NTP',
  battery: 'kept by the battery clock; NTP does not answer now',
  none: 'not synchronised',
} as const;

const BATTERY = {
  none: 'no battery clock',
  differs: 'the battery clock does not agree: set it to UTC, or replace its battery',
  agrees: '',
} as const;

/** The clock in a technician's words: what vouches for it, and what to do where nothing does. */
export function clockText({ quality, source, battery, aheadMs, jumps }: Health['clock']): string {
  const alone = source === 'none';
  const parts = [
    HOW[source],
    alone ? BATTERY[battery] : '',
    alone ? 'times are a floor; check NTP' : '',
    !alone && quality === 'floor' ? 'behind times that were written already: times stand until it is past them' : '',
    Math.abs(aheadMs) > CLOCK_TRUST.stepMs ? apart(aheadMs, alone) : '',
    jumps > 0 ? `jumped ${jumps} time${jumps > 1 ? 's' : ''} since the start` : '',
  ];
  return parts.filter((part) => part !== '').join('; ');
}

const apart = (aheadMs: number, alone: boolean): string =>
  `${span(Math.abs(aheadMs))} ${aheadMs > 0 ? 'ahead of' : 'behind'} the time that expiry is judged on${
    alone ? '' : ', which follows after 10 min'
  }`;

function span(ms: number): string {
  if (ms >= 2 * DAY_MS) return `${Math.round(ms / DAY_MS)} days`;
  if (ms >= 2 * HOUR_MS) return `${Math.round(ms / HOUR_MS)} h`;
  return ms >= 2 * MINUTE_MS ? `${Math.round(ms / MINUTE_MS)} min` : `${Math.round(ms / SECOND_MS)} s`;
}
