/**
 * What must be true of every picture of the screen, measured in the browser: nothing clipped, nothing over anything
 * else, no text too small to read, no target too small to hit.
 */
import type { Page } from 'playwright-core';

const LEAST_TEXT_PX = 24;

/** Runs inside the page, so it must not use anything from outside of itself. */
function measure({ least, leastText }: { least: number; leastText: number }): string[] {
  interface Box {
    readonly left: number;
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
  }
  interface Run {
    readonly text: string;
    readonly box: Box;
    readonly parent: Element;
    readonly button: Element | null;
  }
  const faults: string[] = [];
  const name = (text: string) => `"${text.trim().slice(0, 30)}"`;
  const show = (b: Box) => `[${[b.left, b.top, b.right, b.bottom].map(Math.round).join(' ')}]`;
  const within = (a: Box, b: Box, slack: number) =>
    a.left >= b.left - slack && a.right <= b.right + slack && a.top >= b.top - slack && a.bottom <= b.bottom + slack;
  const overlap = (a: Box, b: Box, slack: number) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > slack &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > slack;
  const view: Box = { left: 0, top: 0, right: window.innerWidth, bottom: window.innerHeight };

  const runs: Run[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const text = node.nodeValue ?? '';
    const parent = node.parentElement;
    if (text.trim() === '' || parent === null || parent.closest('.for-readers, .before') !== null) continue;
    const size = Number.parseFloat(getComputedStyle(parent).fontSize);
    if (size < leastText - 0.01) faults.push(`text of ${size} px: ${name(text)}`);
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      if (rect.width < 1) continue;
      // The font's own box is 1.45 em high; its ink stays within 0.9 em about the middle (digits: lower).
      const middle = (rect.top + rect.bottom) / 2;
      const digits = /^\d+$/.test(text.trim());
      const [up, down] = digits ? [0.32, 0.46] : [0.45, 0.45];
      const box = { left: rect.left, right: rect.right, top: middle - size * up, bottom: middle + size * down };
      runs.push({ text, box, parent, button: parent.closest('button') });
      if (!within(box, view, 1)) faults.push(`text outside the panel: ${name(text)} ${show(box)}`);
      for (let out: Element | null = parent; out !== null && out !== document.body; out = out.parentElement) {
        const clips = getComputedStyle(out).overflow !== 'visible';
        const holds = out.matches('button, .card, .trail, .row, .slot');
        const frame = out.getBoundingClientRect();
        if ((clips || holds) && !within(box, frame, 2))
          faults.push(`text clipped: ${name(text)} ${show(box)} in ${out.className} ${show(frame)}`);
      }
    }
  }
  runs.forEach((a, i) => {
    for (const b of runs.slice(i + 1)) {
      if (overlap(a.box, b.box, 2))
        faults.push(`text over text: ${name(a.text)} ${show(a.box)} ${name(b.text)} ${show(b.box)}`);
    }
  });

  const buttons = [...document.querySelectorAll('button')];
  buttons.forEach((button, i) => {
    const box = button.getBoundingClientRect();
    const what = name(button.textContent || button.getAttribute('aria-label') || '?');
    if (box.width < least - 0.5 || box.height < least - 0.5)
      faults.push(`target of ${Math.round(box.width)}×${Math.round(box.height)} px, least ${least}: ${what}`);
    if (!within(box, view, 0.5)) faults.push(`target outside the panel: ${what} ${show(box)}`);
    for (const other of buttons.slice(i + 1)) {
      if (overlap(box, other.getBoundingClientRect(), 0)) faults.push(`target over target: ${what}`);
    }
    for (const run of runs) {
      if (run.button !== button && overlap(run.box, box, 1)) faults.push(`text over ${what}: ${name(run.text)}`);
    }
  });
  for (const solid of document.querySelectorAll('.steamer > svg, .object, .still, .map')) {
    const box = solid.getBoundingClientRect();
    const own = solid.parentElement?.matches('.steamer') ? solid.parentElement : solid;
    for (const run of runs) {
      if (!own.contains(run.parent) && overlap(run.box, box, 2))
        faults.push(`text over a picture: ${name(run.text)} ${show(run.box)} ${show(box)}`);
    }
  }
  const main = document.querySelector('main');
  if (runs.length === 0 || main === null) faults.push('nothing is drawn');
  return [...new Set(faults)];
}

export function checkLayout(page: Page, leastTarget: number): Promise<string[]> {
  return page.evaluate(measure, { least: leastTarget, leastText: LEAST_TEXT_PX });
}
