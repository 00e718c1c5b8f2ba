/** What the page counts by itself between two messages of the daemon. */
import { useEffect, useState } from 'preact/hooks';

const LOOK_MS = 200;

function useElapsedSeconds(sinceMs: number): number {
  const elapsed = () => Math.max(0, Math.floor((performance.now() - sinceMs) / 1000));
  const [, redraw] = useState(0);
  useEffect(() => {
    let last = elapsed();
    const timer = setInterval(() => {
      const now = elapsed();
      if (now !== last) redraw(performance.now());
      last = now;
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [sinceMs]);
  return elapsed();
}

export function useSecondsLeft(seconds: number, sinceMs: number): number {
  return Math.max(0, Math.ceil(seconds) - useElapsedSeconds(sinceMs));
}

/** The cabinet's own time now, milliseconds since 1970; null when it does not know it. */
export function useCabinetTime(nowMs: number | null, sinceMs: number): number | null {
  const elapsedS = useElapsedSeconds(sinceMs);
  return nowMs === null ? null : nowMs + elapsedS * 1000;
}

/** False until a delay has passed since `of` last changed. */
export function useAfter(delayMs: number, of: unknown): boolean {
  const [passed, setPassed] = useState<{ of: unknown } | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setPassed({ of }), delayMs);
    return () => clearTimeout(timer);
  }, [delayMs, of]);
  return passed !== null && passed.of === of;
}
