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
    this.#tasks = this.#jobs.map((job) =>
      schedule(job.cron, () => this.#run(job), { name: job.name, timezone: this.#timeZone, noOverlap: true }),
    );
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
