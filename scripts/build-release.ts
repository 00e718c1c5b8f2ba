/**
 * Bundles the daemon and its page into dist/release, which runs without node_modules:
 *
 *   bin/           `larder`, and the Node that it runs with: the one that built this, so that a device needs none
 *   larder.js      turns the compile cache on, then imports main-*.js
 *   main-*.js      src/main.ts and everything it imports at once; each dynamic import is a file of its own
 *   page/          the screen
 *   prebuilds/     serialport's native binding for this kind of processor
 *   cache/         compiled code of this very Node, warmed here; read-only is fine
 *   systemd/       units, user, udev rules; docs/install.md says where each belongs
 *   device-config/ example cabinet files with their schema
 *
 * Only for the kind of processor that it was built on.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFile, cp, link, mkdir, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

const root = fileURLToPath(new URL('../', import.meta.url));
const out = join(root, 'dist/release');

/** What the source looks up beside itself, and where the release has it; both relative to their own root. */
const PLACES: Readonly<Record<string, string>> = {
  'package.json': 'package.json',
  'dist/page/': 'page/',
  'device-config/demo.yaml': 'demo.yaml',
  'src/main.ts': 'larder.js',
};

/** All output files lie in one folder, so a lookup beside the source becomes one beside the output. */
const lookups: Plugin = {
  name: 'lookups',
  setup({ onLoad }) {
    onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const contents = text.replaceAll(/new URL\('([^']+)', import\.meta\.url\)/g, (_, target: string) => {
        const wanted = relative(root, resolve(path, '..', target)) + (target.endsWith('/') ? '/' : '');
        const place = PLACES[wanted];
        if (place === undefined) throw new Error(`${relative(root, path)} looks up ${wanted}: it has no place.`);
        return `new URL('./${place}', import.meta.url)`;
      });
      return { contents, loader: 'ts' };
    });
  },
};

const BINDING = join(root, 'node_modules/@serialport/bindings-cpp');

/** The loader of serialport's native binding looks for prebuilds/ beside the bundle. */
const nativeBinding: Plugin = {
  name: 'native-binding',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node-gyp-build$/ }, () => ({ path: 'beside-the-bundle', namespace: 'native-binding' }));
    onLoad({ filter: /.*/, namespace: 'native-binding' }, () => ({
      contents: "const load = require('node-gyp-build/node-gyp-build.js'); module.exports = () => load(__dirname);",
      resolveDir: BINDING,
    }));
  },
};

/**
 * Node's own modules by `process.getBuiltinModule`: an `import` of node:http reads all its exports, WebSocket among them,
 * and so loads undici: 14 MB and 80 ms (Node 24.21).
 */
const builtins: Plugin = {
  name: 'builtins',
  setup({ onResolve, onLoad }) {
    const names = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]).concat('node:sqlite'));
    onResolve({ filter: /^[a-z_:/0-9]+$/ }, ({ path }) =>
      names.has(path) ? { path: path.replace(/^node:/, ''), namespace: 'builtin' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('node:${path}');`,
    }));
  },
};

/**
 * What `mqtt` asks for at once and needs only for WebSockets, proxies and browsers (`cloud.url` allows none of them), and
 * commander for commands that are programs of their own (none is).
 */
const NEVER_USED = /^(ws|socks|worker-timers)$/;
const COMMANDER = /node_modules\/commander\//;
const unused: Plugin = {
  name: 'unused',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: NEVER_USED }, ({ path }) => ({ path, namespace: 'unused' }));
    onResolve({ filter: /^node:child_process$/ }, ({ path, importer }) =>
      COMMANDER.test(importer) ? { path, namespace: 'unused' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'unused' }, () => ({ contents: 'module.exports = {};' }));
  },
};

const LAUNCHER = `#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { setFlagsFromString } from 'node:v8';

// Memory before speed: what a locker waits for is its disk, its line and people (docs/decisions/0013). The young
// generation stays at 2 MB instead of growing to 32, and the two optimising compilers stay asleep.
for (const flag of ['--semi-space-growth-factor=1', '--no-maglev', '--no-turbofan']) setFlagsFromString(flag);
// NODE_COMPILE_CACHE names another folder; one that cannot be written is only read.
enableCompileCache(process.env.NODE_COMPILE_CACHE ?? new URL('./cache', import.meta.url).pathname);
// Node is silent about old calls in node_modules; bundled, they would stand in the log as if they were ours.
process.noDeprecation = true;
await import('./main.js');
`;

/** Named in PATH by a link: it looks for its own folder behind it. */
const PROGRAM = `#!/bin/sh
here=$(readlink -f "$0")
here=\${here%/bin/larder}
exec "$here/bin/node" "$here/larder.js" "$@"
`;

/** Chunks of CommonJS packages ask for these. */
const BANNER = [
  "import { createRequire as larderRequire } from 'node:module';",
  'const require = larderRequire(import.meta.url);',
  'const __filename = import.meta.filename;',
  'const __dirname = import.meta.dirname;',
].join('\n');

async function bundle(): Promise<void> {
  await build({
    entryPoints: { main: join(root, 'src/main.ts') },
    outdir: out,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    minifySyntax: true,
    minifyWhitespace: true,
    banner: { js: BANNER },
    plugins: [unused, builtins, lookups, nativeBinding],
    alias: { 'readable-stream': 'node:stream' },
    legalComments: 'none',
    logLevel: 'warning',
  });
}

async function writeRest(): Promise<void> {
  const { name, version, license } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  await writeFile(join(out, 'package.json'), `${JSON.stringify({ name, version, license, type: 'module' })}\n`);
  await writeFile(join(out, 'larder.js'), LAUNCHER, { mode: 0o755 });
  await cp(join(root, 'dist/page'), join(out, 'page'), { recursive: true });
  const native = `prebuilds/linux-${process.arch}`;
  await cp(join(BINDING, native), join(out, native), { recursive: true });
  await cp(join(root, 'device-config/demo.yaml'), join(out, 'demo.yaml'));
  for (const folder of ['systemd', 'device-config']) {
    await cp(join(root, folder), join(out, folder), { recursive: true });
  }
  await mkdir(join(out, 'docs'));
  await cp(join(root, 'docs/install.md'), join(out, 'docs/install.md'));
  await mkdir(join(out, 'bin'));
  await writeFile(join(out, 'bin/larder'), PROGRAM, { mode: 0o755 });
  const node = await realpath(process.execPath);
  // 120 MB: a second name for the same file where that is possible.
  await link(node, join(out, 'bin/node')).catch(() => copyFile(node, join(out, 'bin/node')));
}

async function bytesOf(folder: string, skip: readonly string[]): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const sizes = files
    .filter((file) => !skip.some((part) => file.includes(part)))
    .map(async (file) => (await stat(file)).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

const startedMs = performance.now();
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
// Building it empties dist/page, which tests that run at the same time are serving.
if (!process.argv.includes('--page-is-built')) {
  execFileSync(process.execPath, [join(root, 'scripts/build-page.ts')], { stdio: 'inherit' });
}
await bundle();
await writeRest();
const { NODE_COMPILE_CACHE: _elsewhere, ...env } = process.env;
const version = execFileSync(join(out, 'bin/larder'), ['--version'], { env, encoding: 'utf8' }).trim();
// Loads the daemon, so that its code is compiled as well; without a cabinet file it ends at once.
spawnSync(join(out, 'bin/larder'), ['run', '--config', join(out, 'none.yaml'), '--state', out], { env });
const kB = Math.round((await bytesOf(out, ['/cache/', '/bin/node'])) / 1000);
console.log(
  `dist/release: larder ${version}, ${kB} kB without Node, in ${Math.round(performance.now() - startedMs)} ms`,
);
