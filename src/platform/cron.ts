import { type ScheduledTask, schedule } from 'node-cron';
import type { Log } from '../controller/ports.ts';
import type { Job } from '../controller/schedule.ts';

/** Runs wall-clock jobs in the cabinet's zone; a failing job is logged and runs again at its next time. */
export class CronJobs {
  readonly #jobs: readonly Job[];
  readonly #timeZone: string;
  readonly #log: Log;
  #tasks: ScheduledTask[] = [];

  constructor(jobs: readonly Job[], timeZone: string, log: Log) {
    this.#jobs = jobs;
    this.#timeZone = timeZone;
    this.#log = log;
  }

  start(): void {
    this.#tasks = this.#jobs.map((job) => {
      const task = schedule(job.cron, () => this.#run(job), {
        ...{ name: job.name, timezone: this.#timeZone, noOverlap: true },
      });
      // Heard here, or node-cron prints it.
      task.on('execution:missed', ({ date }) =>
        this.#log.warn('job-missed', { job: job.name, due: date.toISOString() }),
      );
      return task;
    });
  }

  /**
   * Plans anew from what the wall clock says now; to be called when it stepped. node-cron itself would count every day that a
   * step forward left out (from 1970: 20,454 of them, 1.3 s without a breath), and after a step back wait for the old date.
   */
  restart(): void {
    const old = this.#tasks;
    if (old.length === 0) return;
    this.start();
    for (const task of old) void task.destroy();
  }

  #run(job: Job): void {
    try {
      job.run();
    } catch (error) {
      this.#log.error('job-failed', { job: job.name, message: String(error) });
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.#tasks.map((task) => task.destroy()));
    this.#tasks = [];
  }
}
