/**
 * Who is stuck (pure). A vital is a part of the house that has to bring attempts to an end, well or badly: an answer, a
 * time-out, a named error. Only one that brings nothing to an end for longer than its allowance is stuck. What went
 * wrong is health, and never a reason to be restarted.
 */

/** What one vital says of itself at one look. */
export interface Sign {
  /** In words of the house: `bus locks`, `store`, `page`. */
  readonly name: string;
  /** Counts ended attempts. */
  readonly ended: number;
  /** The longest healthy pause between two ends, milliseconds. */
  readonly allowanceMs: number;
}

export interface Watched extends Sign {
  /** Since the last end that was seen, milliseconds in which the event loop turned. */
  readonly quietMs: number;
}

/**
 * The next look: `stepMs` after the one before, at most as much as lies between two looks. Time in which the loop did
 * not turn (a stopped process, a slow disk) counts as one look: nobody could have ended anything meanwhile.
 */
export function look(before: readonly Watched[], signs: readonly Sign[], stepMs: number): readonly Watched[] {
  return signs.map((sign) => {
    const last = before.find(({ name }) => name === sign.name);
    const isQuiet = last !== undefined && last.ended === sign.ended;
    return { ...sign, quietMs: isQuiet ? last.quietMs + stepMs : 0 };
  });
}

export const stuckAmong = (watched: readonly Watched[]): readonly Watched[] =>
  watched.filter(({ quietMs, allowanceMs }) => quietMs > allowanceMs);
