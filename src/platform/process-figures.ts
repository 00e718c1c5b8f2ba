import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { ProcessFigures } from '../controller/ports.ts';

/** The histogram wakes the process so often: an idle daemon took 0.5 % of a core at 20 ms, 0.3 % at 100 ms. */
const RESOLUTION_MS = 100;

export class SystemProcess implements ProcessFigures {
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  start(): void {
    this.#delay.enable();
  }

  /** The 99th percentile is of the time since the last reading. */
  read(): { rssBytes: number; eventLoopDelayP99Ms: number } {
    const p99Ms = this.#delay.percentile(99) / 1e6;
    this.#delay.reset();
    return {
      rssBytes: process.memoryUsage.rss(),
      eventLoopDelayP99Ms: Math.max(0, Math.round((p99Ms - RESOLUTION_MS) * 100) / 100),
    };
  }
}
