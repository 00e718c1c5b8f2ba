import { execFileSync } from 'node:child_process';

/** Once before all tests: the page that the daemon serves is of this source. */
export default function buildPage(): void {
  execFileSync(process.execPath, ['scripts/build-page.ts'], { stdio: 'inherit' });
}
