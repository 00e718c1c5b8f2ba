/** The parts of the house that the watchdog looks at, and how each shows that it is not stuck. */
import type { Boards, Screen, Store } from './ports.ts';
import type { Vital } from './watchdog.ts';

/**
 * For a line that hangs, and nothing else: closing a port whose adapter takes no bytes lasts 30 s in Linux (closing_wait
 * of a tty), the pause before the next opening 10 s, that opening 5 s. A line that is well is asked every 2 s, or 20 s
 * after the last look while somebody types.
 */
const BUS_ALLOWANCE_MS = 60_000;
/** A quiet night has few commits: then one is made so often, which also raises the clock's floor. */
const STORE = { askAfterMs: 60_000, allowanceMs: 150_000 } as const;
const PAGE = { askAfterMs: 10_000, allowanceMs: 45_000 } as const;

const PROBE_FACT = 'watchdog-probe';

export const busVitals = (boards: Boards): readonly Vital[] =>
  Object.keys(boards.counters()).map((id) => ({
    name: `bus ${id}`,
    allowanceMs: BUS_ALLOWANCE_MS,
    ended: () => boards.counters()[id]?.attempts ?? 0,
  }));

/** SQLite's words for a program that is ill, not a disk: out of memory, misused. */
const ILL_INSIDE = new Set([7, 21]);

/**
 * The disk or the file refused, and said why: full, read-only, damaged, in use. A restart would heal none of them.
 * Whatever else is thrown (a handle that was closed, say) is no answer of the store.
 */
export function isNamedRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'StoreError') return true;
  return 'errcode' in error && typeof error.errcode === 'number' && !ILL_INSIDE.has(error.errcode & 0xff);
}

/** The store has answered: by a commit of somebody's, by one of our own, or by a named error. */
export function storeVital(store: Store): Vital {
  let ended = 0;
  store.onEvents(() => {
    ended += 1;
  });
  return {
    ...{ name: 'store', ...STORE },
    ended: () => ended,
    ask: () => {
      try {
        store.transact((tx) => tx.facts.put(PROBE_FACT, tx.now.bootId));
        ended += 1;
      } catch (error) {
        if (isNamedRefusal(error)) ended += 1;
      }
    },
  };
}

/** The page's server takes a connection and answers it: a closed port, or no descriptor left, only a restart heals. */
export function pageVital(screen: Screen): Vital {
  let ended = 0;
  let isAsking = false;
  const ask = async (): Promise<void> => {
    isAsking = true;
    try {
      await screen.probe();
      ended += 1;
    } catch {
      // Asked again at the next look; if it stays so, the watchdog says what is stuck.
    } finally {
      isAsking = false;
    }
  };
  return {
    ...{ name: 'page', ...PAGE },
    ended: () => ended,
    ask: () => {
      if (!isAsking) void ask();
    },
  };
}
