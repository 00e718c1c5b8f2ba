/** Bundles the screen's page into dist/page, which the daemon serves as it is. */
import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const source = fileURLToPath(new URL('../src/kiosk/page/', import.meta.url));
const out = fileURLToPath(new URL('../dist/page/', import.meta.url));

const startedMs = performance.now();
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await build({
  entryPoints: { page: `${source}main.tsx` },
  outdir: out,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'chrome110',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  logLevel: 'warning',
});
await copyFile(`${source}index.html`, `${out}index.html`);

const files = await Promise.all(['index.html', 'page.js', 'page.css'].map((name) => readFile(out + name)));
const kB = (bytes: number) => (bytes / 1000).toFixed(1);
const whole = files.reduce((sum, file) => sum + file.length, 0);
const zipped = files.reduce((sum, file) => sum + gzipSync(file).length, 0);
console.log(`dist/page: ${kB(whole)} kB, ${kB(zipped)} kB gzipped, in ${Math.round(performance.now() - startedMs)} ms`);
