/** Every wall-clock job of the house, in one table. Sampling, polling and safety never stand here (02). */
import type { Store } from './ports.ts';

const DAY_MS = 86_400_000;

/** How long what is over is kept for an audit on site, days (04, The journal, 3; Trust). */
export const KEEP_DAYS = { acknowledgedEvents: 90, commands: 30, openings: 90 } as const;

export interface Job {
  readonly name: string;
  /** Five cron fields, in the cabinet's own zone. */
  readonly cron: string;
  readonly run: () => void;
}

/** `confirmedMs`: a clock that jumped years ahead must not make yesterday old. */
export const jobs = (store: Store, confirmedMs: () => number): readonly Job[] => [
  {
    name: 'forget-what-is-long-over',
    cron: '20 3 * * *',
    run: () =>
      store.transact((tx) => {
        const nowMs = Math.min(tx.now.atMs, confirmedMs());
        tx.forget({
          acknowledgedEventsBeforeMs: nowMs - KEEP_DAYS.acknowledgedEvents * DAY_MS,
          commandsBeforeMs: nowMs - KEEP_DAYS.commands * DAY_MS,
          openingsBeforeMs: nowMs - KEEP_DAYS.openings * DAY_MS,
        });
      }),
  },
];
