/** Counts the daemon's starts and how they ended, in the same transactions as `locker.started` and `locker.stopping`. */
import { begin, type Life, lifeSchema, restartsSchema, type SaidEnd } from '../core/life.ts';
import type { Tx } from './ports.ts';

const FACT = 'life';

function lifeOf(tx: Tx): Life | undefined {
  const text = tx.facts.get(FACT);
  return text === undefined ? undefined : lifeSchema.parse(JSON.parse(text));
}

export function beginLife(tx: Tx, said: SaidEnd): Life {
  const life = begin(lifeOf(tx), tx.now.bootId, said);
  tx.facts.put(FACT, JSON.stringify(life));
  return life;
}

/** The process was told to stop. */
export function endLife(tx: Tx): void {
  const life = lifeOf(tx);
  if (life) tx.facts.put(FACT, JSON.stringify({ ...life, isOver: true }));
}

/** For `health`. */
export function restarts(tx: Tx) {
  return restartsSchema.strip().parse(lifeOf(tx) ?? begin(undefined, tx.now.bootId, undefined));
}
