import type { DiskReport, DiskTrouble } from '../core/disk.ts';

/** How the disk is, by what became of the last things that were to be recorded; says when that changes. */
export class DiskCondition {
  readonly #listeners: (() => void)[] = [];
  #trouble: { readonly kind: DiskTrouble; readonly error: string } | undefined;
  #isLow = false;
  #sinceMs: number;
  #told: DiskReport['state'] = 'well';
  #telling = false;

  constructor(nowMs: number) {
    this.#sinceMs = nowMs;
  }

  get state(): DiskReport['state'] {
    return this.#trouble?.kind ?? (this.#isLow ? 'low' : 'well');
  }

  get error(): string | null {
    return this.#trouble?.error ?? null;
  }

  /** When the present state began, milliseconds since 1970. */
  get sinceMs(): number {
    return this.#sinceMs;
  }

  get refuses(): boolean {
    return this.#trouble !== undefined;
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  refused(kind: DiskTrouble, error: string, nowMs: number): void {
    this.#change(nowMs, () => {
      this.#trouble = { kind, error };
    });
  }

  recorded(nowMs: number): void {
    if (this.#trouble === undefined) return;
    this.#change(nowMs, () => {
      this.#trouble = undefined;
    });
  }

  /** Whether the ballast is being used up, or room is short. */
  setLow(isLow: boolean, nowMs: number): void {
    this.#change(nowMs, () => {
      this.#isLow = isLow;
    });
  }

  #change(nowMs: number, set: () => void): void {
    const before = this.state;
    set();
    if (this.state === before) return;
    this.#sinceMs = nowMs;
    if (this.#telling) return;
    this.#telling = true;
    // After the work at hand, which may go through several states.
    queueMicrotask(() => this.#tell());
  }

  #tell(): void {
    this.#telling = false;
    if (this.state === this.#told) return;
    this.#told = this.state;
    for (const listener of this.#listeners) listener();
  }
}
