import type { News, Request } from '../boards/board.ts';
import type { Priority } from './queue.ts';

/** How a request on the line ended. */
export type Outcome =
  | { readonly kind: 'answered'; readonly news: News }
  /** Written; no reply in time. */
  | { readonly kind: 'silent' }
  /** Some of it may have been written, then the line was lost. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'not-sent'; readonly reason: 'down' | 'full' | 'stopping' | 'expired' | 'withdrawn' };

export interface Ask {
  readonly request: Request;
  readonly priority: Priority;
  /** A request that cannot equal its reply: it shows whether the adapter echoes. */
  readonly isProbe?: boolean;
  /** Milliseconds it may wait in the queue; for ever if absent. */
  readonly waitMs?: number;
  /** Asked again right before it is written. */
  readonly isWanted?: () => boolean;
  /** Called in the tick in which the first byte is handed over. */
  readonly onWrite?: () => void;
  readonly done: (outcome: Outcome) => void;
}
