import { type Command, InvalidArgumentError } from 'commander';

/** `larder demo`: everything on this machine, the daemon as a process of its own. */
export function registerDemo(program: Command): void {
  program
    .command('demo')
    .description('a whole cabinet on this machine: broker, hub, simulated doors, and the real daemon')
    .option('--tour', 'walk through loading, pickup, an outage and a power cut by itself; exit 0 only if all held')
    .option('--port <number>', 'where the page is served; 8080, or a free one if that is taken', parsePort)
    .action(async ({ tour, port }: { readonly tour?: boolean; readonly port?: number }) => {
      if (tour) process.exitCode = await (await import('./demo/tour.ts')).runTour(port);
      else process.exitCode = await (await import('./demo/show.ts')).runShow(port);
    });
}

function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a number from 1 to 65535.');
}
