/** Shoots every view of the screen on every panel in both languages, and fails where the layout check finds a fault. */
import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { FixtureDaemon } from '../tests/kiosk/page/fixture-daemon.ts';
import { stateOf, VIEWS } from '../tests/kiosk/page/fixtures.ts';
import { checkLayout } from '../tests/kiosk/page/layout-check.ts';
import { launch, openPanel, PANELS, showOn } from '../tests/kiosk/page/panels.ts';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: fileURLToPath(new URL('../dist/screenshots', import.meta.url)) },
    /** Part of a view's name, a panel, a language or "large": every word must be in the picture's name. */
    only: { type: 'string', default: '' },
  },
});

/** A prompt that shows after 400 ms has to be waited for. */
const SETTLE_MS: Readonly<Record<string, number>> = { checking: 450, 'staff-secret': 50 };

execFileSync(process.execPath, [fileURLToPath(new URL('./build-page.ts', import.meta.url))], { stdio: 'inherit' });
await mkdir(values.out, { recursive: true });
const daemon = new FixtureDaemon(stateOf({ name: 'attract', slide: 'welcome' }, 'zh', false));
const url = await daemon.start();
const browser = await launch();
const wanted = values.only.split(' ');
let shots = 0;
let faults = 0;
for (const panel of PANELS) {
  const page = await openPanel(browser, panel, url);
  for (const [name, view] of Object.entries(VIEWS)) {
    for (const [language, large] of [
      ['zh', false],
      ['en', false],
      ['zh', true],
      ['en', true],
    ] as const) {
      const picture = `${name}.${panel.panel}.${language}${large ? '.large' : ''}`;
      if (!wanted.every((word) => picture.includes(word))) continue;
      await showOn(page, daemon, stateOf(view, language, large));
      await page.waitForTimeout(SETTLE_MS[view.name] ?? 0);
      await page.screenshot({ path: `${values.out}/${picture}.png` });
      shots++;
      for (const fault of await checkLayout(page, panel.least)) {
        console.error(`${picture}: ${fault}`);
        faults++;
      }
    }
  }
  if (wanted.every((word) => `back-soon.${panel.panel}`.includes(word))) {
    daemon.silent = true;
    await page.waitForSelector('[data-view="back-soon"]');
    await page.screenshot({ path: `${values.out}/back-soon.${panel.panel}.png` });
    shots++;
    daemon.silent = false;
  }
  await page.context().close();
}
await browser.close();
await daemon.stop();
console.log(`${shots} pictures in ${values.out}, ${faults} faults`);
process.exitCode = faults > 0 ? 1 : 0;
