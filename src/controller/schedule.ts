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

export const jobs = (store: Store): readonly Job[] => [
  {
    name: 'forget-what-is-long-over',
    cron: '20 3 * * *',
    run: () =>
      store.transact((tx) =>
        tx.forget({
          acknowledgedEventsBeforeMs: tx.now.atMs - KEEP_DAYS.acknowledgedEvents * DAY_MS,
          commandsBeforeMs: tx.now.atMs - KEEP_DAYS.commands * DAY_MS,
          openingsBeforeMs: tx.now.atMs - KEEP_DAYS.openings * DAY_MS,
        }),
      ),
  },
];
