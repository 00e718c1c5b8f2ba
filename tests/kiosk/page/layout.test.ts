import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ScreenState } from '../../../src/core/screen.ts';
import { FixtureDaemon } from './fixture-daemon.ts';
import { stateOf, VIEWS } from './fixtures.ts';
import { checkLayout } from './layout-check.ts';
import { launch, openPanel, PANELS, type PanelUnderTest, showOn } from './panels.ts';

const ATTRACT: ScreenState = stateOf({ name: 'attract', slide: 'welcome' }, 'zh', false);
const WITH_KEYPAD = ['attract-welcome', 'entering', 'checking', 'wrong-code', 'wait'] as const;

let browser: Browser;

beforeAll(async () => {
  browser = await launch();
}, 30_000);

afterAll(() => browser?.close());

async function onPanel(panel: PanelUnderTest, work: (page: Page, daemon: FixtureDaemon) => Promise<void>) {
  const daemon = new FixtureDaemon(ATTRACT);
  const page = await openPanel(browser, panel, await daemon.start());
  try {
    await work(page, daemon);
  } finally {
    await page.context().close();
    await daemon.stop();
  }
}

function viewNamed(name: string) {
  const view = VIEWS[name];
  if (view === undefined) throw new Error(`no fixture ${name}`);
  return view;
}

describe.each(PANELS)('$panel', (panel) => {
  test('nothing is clipped, covered, too small to read or too small to hit, in any view', async () => {
    await onPanel(panel, async (page, daemon) => {
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
      page.on('console', (message) => {
        if (message.type() === 'error') faults.push(`console: ${message.text()}`);
      });
      for (const [name, view] of Object.entries(VIEWS)) {
        for (const language of ['zh', 'en'] as const) {
          for (const large of [false, true]) {
            await showOn(page, daemon, stateOf(view, language, large));
            const found = await checkLayout(page, panel.least);
            faults.push(...found.map((fault) => `${name} ${language}${large ? ' large' : ''}: ${fault}`));
          }
        }
      }
      expect(faults).toEqual([]);
    });
  }, 80_000);

  test('the keypad stays where the thumb was', async () => {
    await onPanel(panel, async (page, daemon) => {
      const rectangles = () =>
        page.$$eval('.pad, .pad button', (keys) =>
          keys.map((key) => {
            const { x, y, width, height } = key.getBoundingClientRect();
            return [x, y, width, height];
          }),
        );
      const first = await rectangles();
      expect(first).toHaveLength(13);
      for (const name of WITH_KEYPAD) {
        for (const large of [false, true]) {
          await showOn(page, daemon, stateOf(viewNamed(name), 'en', large));
          expect(await rectangles(), `${name}${large ? ' large' : ''}`).toEqual(first);
        }
      }
    });
  }, 30_000);
});

test('a cabinet that does not know the time shows none, and its name stays where it was', async () => {
  await onPanel(PANELS[0], async (page, daemon) => {
    const place = () => page.locator('.header b').boundingBox();
    await showOn(page, daemon, ATTRACT);
    const before = await place();
    expect(await page.locator('.header time').textContent()).toMatch(/\d\d:\d\d/);
    await showOn(page, daemon, { ...ATTRACT, nowMs: null });
    expect(await page.locator('.header time').textContent()).toBe('');
    expect(await place()).toEqual(before);
  });
});

describe('hands', () => {
  const [portrait] = PANELS;

  test('a keypad that types as a keyboard sends what the keys on the glass send', async () => {
    await onPanel(portrait, async (page, daemon) => {
      for (const key of ['4', '0', 'Backspace', 'Escape', 'x']) await page.keyboard.press(key);
      await expect.poll(() => daemon.inputs.length).toBe(4);
      const typed = daemon.inputs.splice(0);
      for (const key of ['4', '0']) await page.getByRole('button', { name: key, exact: true }).click();
      await page.locator('.key.word').nth(1).click();
      await page.locator('.key.word').nth(0).click();
      await expect.poll(() => daemon.inputs).toEqual(typed);
      expect(typed).toEqual([
        { kind: 'digit', digit: '4' },
        { kind: 'digit', digit: '0' },
        { kind: 'delete' },
        { kind: 'clear' },
      ]);
    });
  });

  test('a burst of keys arrives in the order in which it was typed, however slow the first one is', async () => {
    await onPanel(portrait, async (page, daemon) => {
      daemon.inputDelayMs = (nth) => Math.max(0, 120 - 40 * nth);
      await page.evaluate(() => {
        for (const key of '31415926') window.dispatchEvent(new KeyboardEvent('keydown', { key }));
      });
      await expect.poll(() => daemon.inputs.length).toBe(8);
      expect(daemon.inputs.map((input) => ('digit' in input ? input.digit : '')).join('')).toBe('31415926');
    });
  });

  test('a touch beside the buttons is sent once a second at most', async () => {
    await onPanel(portrait, async (page, daemon) => {
      for (let i = 0; i < 4; i++) await page.mouse.click(300, 300);
      await expect.poll(() => daemon.inputs).toEqual([{ kind: 'touch' }]);
      await page.waitForTimeout(1050);
      await page.mouse.click(300, 300);
      await expect.poll(() => daemon.inputs.length).toBe(2);
    });
  });

  test('the newest digit can be read for a second, earlier ones never', async () => {
    await onPanel(portrait, async (page, daemon) => {
      const slots = () => page.$$eval('.slot', (all) => all.map((slot) => slot.textContent));
      await showOn(
        page,
        daemon,
        stateOf({ name: 'entering', entry: { entered: 2, newest: '7' }, idleWarning: false }, 'zh', false),
      );
      expect(await slots()).toEqual(['', '7', '', '', '', '', '', '']);
      await expect.poll(slots, { timeout: 1500 }).toEqual(['', '', '', '', '', '', '', '']);
      await showOn(page, daemon, stateOf({ name: 'staff-secret', entry: { entered: 3, newest: '9' } }, 'zh', false));
      expect(await slots()).toEqual(['', '', '', '', '', '', '', '']);
    });
  });
});

describe('a daemon that says nothing', () => {
  test.each(['hangs', 'is gone'] as const)(
    '%s: back in a moment within 5 s, and back at the next hello',
    async (how) => {
      await onPanel(PANELS[0], async (page, daemon) => {
        daemon.silent = true;
        if (how === 'is gone') daemon.dropStreams();
        const sinceMs = performance.now();
        await page.waitForSelector('[data-view="back-soon"]', { timeout: 8000 });
        expect(performance.now() - sinceMs).toBeLessThan(5000);
        expect(await page.textContent('main')).toContain('400 820 0217');
        expect(await checkLayout(page, PANELS[0].least)).toEqual([]);
        daemon.silent = false;
        daemon.token = 'token-of-the-next-run';
        daemon.dropStreams();
        await page.waitForSelector('[data-view="attract"]', { timeout: 4000 });
        await page.keyboard.press('5');
        await expect.poll(() => daemon.inputs).toEqual([{ kind: 'digit', digit: '5' }]);
      });
    },
    20_000,
  );
});
