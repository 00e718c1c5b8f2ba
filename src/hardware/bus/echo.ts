export type EchoSetting = 'detect' | 'strip' | 'off';

export interface Heard {
  /** What is left for the framer. */
  readonly bytes: Uint8Array;
  /** True once, when a detection ended with an echo. */
  readonly detected: boolean;
}

const NOTHING = new Uint8Array(0);

/**
 * Takes the host's own transmission out of what it hears, wherever in the stream it stands.
 *
 *     sent(bytes) ──▶ expected ─┐
 *     heard ────────────────────┴─ equal so far: held ── complete: swallowed
 *                                  differs: given on, and the search begins again
 *
 * An 8A board answers some unlocks with the very bytes of the command, so an echo is only taken away when the adapter
 * is known to echo. That is found out with a probe, a request that cannot equal its reply; while it is looked for,
 * nothing is held back, because most adapters do not echo.
 */
export class EchoFilter {
  readonly #setting: EchoSetting;
  #isEchoing: boolean;
  #expected: Uint8Array = NOTHING;
  #matched = 0;

  constructor(setting: EchoSetting) {
    this.#setting = setting;
    this.#isEchoing = setting === 'strip';
  }

  /** The port was opened anew: it may be another adapter. */
  reset(): void {
    this.#isEchoing = this.#setting === 'strip';
    this.settle();
  }

  sent(bytes: Uint8Array, isProbe: boolean): void {
    const expectsEcho = this.#isEchoing || (isProbe && this.#setting === 'detect');
    this.#expected = expectsEcho ? bytes.slice() : NOTHING;
    this.#matched = 0;
  }

  hear(chunk: Uint8Array): Heard {
    if (this.#expected.length === 0) return { bytes: chunk, detected: false };
    const wasEchoing = this.#isEchoing;
    const passed: number[] = [];
    for (const [at, byte] of chunk.entries()) {
      if (byte !== this.#expected[this.#matched]) {
        passed.push(...this.#expected.subarray(0, this.#matched));
        this.#matched = 0;
      }
      if (byte === this.#expected[this.#matched]) this.#matched += 1;
      else passed.push(byte);
      if (this.#matched < this.#expected.length) continue;
      this.#isEchoing = true;
      this.#expected = NOTHING;
      this.#matched = 0;
      const bytes = wasEchoing ? Uint8Array.of(...passed, ...chunk.subarray(at + 1)) : chunk;
      return { bytes, detected: !wasEchoing };
    }
    return { bytes: wasEchoing ? Uint8Array.from(passed) : chunk, detected: false };
  }

  /** The line went quiet: returns what is held, a beginning of an echo that goes no further. */
  quiet(): Uint8Array {
    const held = this.#isEchoing ? this.#expected.slice(0, this.#matched) : NOTHING;
    this.#matched = 0;
    return held;
  }

  /** The exchange is over: no echo is expected any more. Returns what is held. */
  settle(): Uint8Array {
    const held = this.quiet();
    this.#expected = NOTHING;
    return held;
  }
}
