/** The screen as a resident has it: a real Chromium on the real daemon's page, fingers and keys. */
import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../../src/commands/demo/steps.ts';
import { launch } from '../kiosk/page/panels.ts';
import { CabinetUnderTest } from './cabinet-under-test.ts';
import { otherOrigin, statusUnderHost } from './other-origin.ts';
import { TcpBoard } from './tcp-board.ts';

type Loaded = Awaited<ReturnType<CabinetUnderTest['stock']>>[number];

const ARTIFACTS = fileURLToPath(new URL('../../dist/test-artifacts/', import.meta.url));
const LOST_WITHIN_MS = 5_000;

let board: TcpBoard;
let cabinet: CabinetUnderTest;
let browser: Browser;
let page: Page;
let url = '';
let orders: readonly Loaded[] = [];

beforeAll(async () => {
  board = await TcpBoard.start();
  board.hands.start();
  cabinet = await CabinetUnderTest.build({ transport: board.transport });
  [url, browser] = await Promise.all([cabinet.startDaemon(), launch()]);
  orders = await cabinet.stock(['chilled', 'ambient', 'ambient']);
  board.hands.stop();
  mkdirSync(ARTIFACTS, { recursive: true });
  const context = await browser.newContext({ viewport: { width: 1080, height: 1920 }, hasTouch: true });
  page = await context.newPage();
  await page.goto(url);
  await see('attract');
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await cabinet?.demolish();
  await board?.stop();
}, 30_000);

const see = (view: string, timeout = 10_000) => page.waitForSelector(`main[data-view="${view}"]`, { timeout });
const words = async (selector: string): Promise<string> => (await page.locator(selector).textContent()) ?? '';

function orderAt(place: number): Loaded {
  const order = orders[place];
  if (!order) throw new Error('there are not enough orders');
  return order;
}

async function touch(code: string): Promise<void> {
  for (const digit of code) await page.tap(`.pad button.digit:text-is("${digit}")`);
}

/** Closes the door and waits for the thanks, then for the screen to be free again. */
async function closeAndThank(door: number): Promise<void> {
  board.doors.close(door);
  await see('thanks');
  expect(await words('.thanks .result')).toBe('Thank you');
  await cabinet.visitor.do({ kind: 'back' });
  await see('attract');
}

test('a right code by touch: the right door is named open, then thanks', async () => {
  const { code, door } = orderAt(0);
  const pulses = board.pulses.length;
  await touch(code);
  await see('open');
  expect(await words('.at-door .result')).toBe(`Door ${door} is open`);
  await page.waitForTimeout(400);
  await page.screenshot({ path: `${ARTIFACTS}door-open.png` });
  expect(board.doors.state(door)).toBe('open');
  await closeAndThank(door);
  expect(board.pulses.slice(pulses)).toEqual([door]);
}, 30_000);

test('a right code by a keyboard', async () => {
  const { code, door } = orderAt(1);
  await page.keyboard.type(code, { delay: 60 });
  await see('open');
  expect(await words('.at-door .result')).toBe(`Door ${door} is open`);
  await closeAndThank(door);
}, 30_000);

test('digits keep their order, however late one of them is', async () => {
  const { code, door } = orderAt(2);
  let posts = 0;
  await page.route('**/input', async (route) => {
    posts += 1;
    if (posts === 3) await new Promise((resolve) => setTimeout(resolve, 300));
    await route.continue();
  });
  try {
    await page.keyboard.type(code);
    await see('open');
  } finally {
    await page.unroute('**/input');
  }
  await closeAndThank(door);
}, 30_000);

test('a wrong code says how many tries are left, and opens nothing', async () => {
  const pulses = board.pulses.length;
  await touch(cabinet.wrongCode(orders));
  await see('wrong-code');
  expect(await words('.steamer .figure')).toMatch(/^4\s*tries$/);
  await page.keyboard.press('1');
  await see('entering');
  await page.keyboard.press('Escape');
  await see('attract');
  expect(board.pulses.length).toBe(pulses);
}, 30_000);

/** Posts of another origin that reached the daemon. */
function refusedPosts(): number {
  const lines = readFileSync(cabinet.logFile, 'utf8').split('\n');
  return lines.filter((line) => line.includes('Only the screen itself may do this.') && line.includes('"POST"')).length;
}

test('another origin, another host name and another page’s frame get nothing', async () => {
  const other = await otherOrigin();
  const stranger = await browser.newPage();
  await stranger.goto(other.url);
  const target = `${url}input`;
  const post = (mode: 'cors' | 'no-cors', type: string): Promise<string> =>
    stranger.evaluate(
      ({ target, mode, type }) =>
        fetch(target, { method: 'POST', mode, headers: { 'content-type': type }, body: '{"kind":"help"}' }).then(
          (answer) => `answered: ${answer.status}`,
          (error: unknown) => `failed: ${String(error)}`,
        ),
      { target, mode, type },
    );
  // A plain text needs no preflight: it reaches the daemon, which refuses it. JSON does not even leave the browser.
  for (const mode of ['no-cors', 'cors'] as const) expect(await post(mode, 'text/plain')).toMatch(/^failed/);
  await until(() => refusedPosts() === 2, 'both posts to be refused by the daemon');
  expect(await post('cors', 'application/json')).toMatch(/^failed/);
  expect(refusedPosts()).toBe(2);

  const complaints: string[] = [];
  stranger.on('console', (message) => complaints.push(message.text()));
  await stranger.evaluate((address) => {
    const frame = document.createElement('iframe');
    frame.src = address;
    document.body.append(frame);
    return new Promise((resolve) => frame.addEventListener('load', resolve));
  }, url);
  expect(stranger.frames().some((frame) => frame.url() === url)).toBe(false);
  expect(complaints.join('\n')).toMatch(/frame-ancestors|X-Frame-Options/i);

  expect(await statusUnderHost(url, 'kiosk.example')).toBe(421);
  expect(await statusUnderHost(url, new URL(url).host)).toBe(200);
  expect(cabinet.visitor.view.name).toBe('attract');
  await stranger.close();
  await other.stop();
}, 30_000);

test('a dead daemon is said within 5 s, and the page comes back by itself', async () => {
  await page.evaluate(() => {
    document.title = 'not loaded again';
  });
  const killedMs = performance.now();
  await cabinet.killDaemon();
  await see('back-soon', LOST_WITHIN_MS + 5_000);
  expect(performance.now() - killedMs).toBeLessThan(LOST_WITHIN_MS + 500);
  expect(await words('.back-soon .title')).toContain('Back in a moment');
  await cabinet.startDaemon();
  await see('attract');
  await touch('12');
  await see('entering');
  await page.keyboard.press('Escape');
  await see('attract');
  expect(await page.title()).toBe('not loaded again');
}, 45_000);
