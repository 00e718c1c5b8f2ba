/** The browser and the three panels, as the screenshots and the layout test both use them. */
import { type Browser, chromium, type Page } from 'playwright-core';
import type { ScreenState } from '../../../src/core/screen.ts';
import type { FixtureDaemon } from './fixture-daemon.ts';

export const PANELS = [
  { panel: 'portrait', width: 1080, height: 1920, least: 112 },
  { panel: 'landscape', width: 1280, height: 800, least: 118 },
  { panel: 'small', width: 800, height: 480, least: 105 },
] as const;

export type PanelUnderTest = (typeof PANELS)[number];

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A page of that panel without motion: what is drawn is drawn at once. */
export async function openPanel(browser: Browser, { width, height }: PanelUnderTest, url: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForSelector('[data-at]');
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  return page;
}

let serial = 0;

/** Shows a state and returns when the page has drawn it. */
export async function showOn(page: Page, daemon: FixtureDaemon, state: ScreenState): Promise<void> {
  // Milliseconds within the same second tell one drawing from the one before.
  serial = (serial + 1) % 900;
  const at = state.nowMs && state.nowMs + serial;
  daemon.show({ ...state, nowMs: at });
  await page.waitForSelector(`[data-at="${at ?? 'unknown'}"]`);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}
