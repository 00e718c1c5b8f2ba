/** Prints each step of a tour with its time, and remembers whether all of them held. */
export class Steps {
  readonly #startMs = performance.now();

  #line(mark: string, text: string): void {
    const seconds = ((performance.now() - this.#startMs) / 1000).toFixed(2).padStart(6);
    process.stdout.write(`${seconds} s  ${mark}  ${text}\n`);
  }

  /** Runs one step; what it returns is added to its line. Throws on. */
  async do<T>(text: string, act: () => Promise<T>, tell: (value: T) => string = () => ''): Promise<T> {
    try {
      const value = await act();
      const told = tell(value);
      this.#line('✓', told === '' ? text : `${text}: ${told}`);
      return value;
    } catch (error) {
      this.#line('✗', `${text}: ${error instanceof Error ? error.message : String(error)}`);
      throw error;
    }
  }
}

/** A step's own check. */
export function must(held: boolean, otherwise: string): void {
  if (!held) throw new Error(otherwise);
}

const EVERY_MS = 20;

/** Looks until the condition holds; rejects after the deadline, saying what was waited for. */
export async function until(condition: () => boolean, what: string, deadlineMs = 10_000): Promise<void> {
  const endMs = performance.now() + deadlineMs;
  while (!condition()) {
    if (performance.now() > endMs) throw new Error(`waited ${deadlineMs} ms for ${what}`);
    await pause(EVERY_MS);
  }
}

/** Lets real time go by: the only way to see that something does not happen. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
