import type { Command } from 'commander';
import { noticeLine, summaryLine } from '../../fleet/notice-line.ts';
import type { Notice } from '../../fleet/notices.ts';
import { addHubOptions, type HubFlags, say, withHub } from './hub-options.ts';

interface WatchFlags extends HubFlags {
  readonly json?: boolean;
}

const stopped = (): Promise<void> =>
  new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
    // Whoever read our lines has gone: `larder fleet watch | head`.
    process.stdout.once('error', () => resolve());
  });

/** `larder fleet watch` and `larder fleet serve` */
export function registerWatch(fleet: Command): void {
  addHubOptions(fleet.command('watch'))
    .description('show what lockers say, a line each, until Ctrl-C; stores and acknowledges nothing')
    .argument('[id]', 'one locker; all of them without it')
    .option('--json', 'one JSON object a line, for programs')
    .action((id: string | undefined, flags: WatchFlags) => follow('listen', flags, id));
  addHubOptions(fleet.command('serve'))
    .description('be the hub: store and acknowledge what lockers say, until Ctrl-C')
    .option('--json', 'one JSON object a line, for programs')
    .addHelpText('after', '\nExample:\n  larder fleet serve --broker mqtts://broker.example:8883 --dir /srv/larder-hub')
    .action((flags: WatchFlags) => follow('serve', flags, undefined));
}

function follow(role: 'listen' | 'serve', flags: WatchFlags, id: string | undefined): Promise<void> {
  return withHub(flags, role, async (hub) => {
    const show = (notice: Notice): void => {
      const about = notice.kind === 'link' ? id : notice.lockerId;
      if (id === undefined || about === id) say(flags.json ? JSON.stringify(notice) : noticeLine(notice));
    };
    const unwatch = hub.watch(show);
    if (!flags.json) {
      for (const each of hub.lockers()) {
        const summary = id === undefined || each === id ? hub.summary(each) : undefined;
        if (summary) say(summaryLine(summary));
      }
    }
    await stopped();
    unwatch();
  });
}
