import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface PageFile {
  readonly path: string;
  readonly type: string;
  readonly body: Uint8Array<ArrayBuffer>;
}

const FILES = [
  { path: '/', name: 'index.html', type: 'text/html; charset=utf-8' },
  { path: '/page.js', name: 'page.js', type: 'text/javascript; charset=utf-8' },
  { path: '/page.css', name: 'page.css', type: 'text/css; charset=utf-8' },
] as const;

const BUILT = fileURLToPath(new URL('../../dist/page/', import.meta.url));

/** The built page, held in memory. Throws with what to do when it was never built. */
export function readPage(directory = BUILT): readonly PageFile[] {
  return FILES.map(({ path, name, type }) => {
    try {
      return { path, type, body: Uint8Array.from(readFileSync(`${directory}/${name}`)) };
    } catch (cause) {
      throw new Error(`The screen's page is not built (${name} is missing in dist/page): run "npm run build".`, {
        cause,
      });
    }
  });
}
