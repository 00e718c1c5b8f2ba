/**
 * What the tests need of the machine, besides npm packages. Installs what is missing (Debian; as root or with
 * passwordless sudo) or fails with the line to run. `npm test` runs it first, so that no test is passed over for want of
 * a program.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const MINUTE_MS = 60_000;
const DPKG_QUERY = 'dpkg-query';
const CHECK_MS = 10_000;
const UPDATE_MS = 3 * MINUTE_MS;
const INSTALL_MS = 8 * MINUTE_MS;
const APT_OPTIONS = ['-o', 'DPkg::Lock::Timeout=60', '-o', 'Acquire::Retries=2'];

const onPath = (program: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, program)));

function isInstalled(name: string): boolean {
  const { stdout } = spawnSync(DPKG_QUERY, ['--status', name], { encoding: 'utf8', timeout: CHECK_MS });
  return /^Status: install ok installed$/m.test(stdout ?? '');
}

/** Each Debian package, and whether what the tests use of it is there. */
const NEEDS: readonly { readonly name: string; readonly isThere: () => boolean }[] = [
  { name: 'mosquitto', isThere: () => existsSync('/usr/sbin/mosquitto') && onPath('mosquitto_passwd') },
  { name: 'chromium', isThere: () => existsSync('/usr/bin/chromium') },
  { name: 'socat', isThere: () => onPath('socat') },
  { name: 'strace', isThere: () => onPath('strace') },
  { name: 'systemd', isThere: () => onPath('systemd-analyze') && onPath('systemd-notify') },
  { name: 'perl-base', isThere: () => onPath('perl') },
  { name: 'fonts-noto-cjk', isThere: () => isInstalled('fonts-noto-cjk') },
];

const missing = (): readonly string[] => NEEDS.filter(({ isThere }) => !isThere()).map(({ name }) => name);

/** What to put in front of a command that root must run, or undefined when nobody here may. */
function asRoot(): readonly string[] | undefined {
  if (process.getuid?.() === 0) return [];
  const asked = spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore', timeout: CHECK_MS });
  return asked.status === 0 ? ['sudo', '-n'] : undefined;
}

function run(prefix: readonly string[], words: readonly string[], timeout: number): boolean {
  const [program = '', ...rest] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', ...words];
  return spawnSync(program, rest, { stdio: ['ignore', 'inherit', 'inherit'], timeout }).status === 0;
}

/** Package lists may be absent or stale: they are fetched only when the installation fails without. */
function install(prefix: readonly string[], packages: readonly string[]): void {
  const apt = ['apt-get', ...APT_OPTIONS];
  const installation = [...apt, 'install', '--yes', '--no-install-recommends', ...packages];
  if (run(prefix, installation, INSTALL_MS)) return;
  if (run(prefix, [...apt, 'update'], UPDATE_MS)) run(prefix, installation, INSTALL_MS);
}

/** Debian starts the broker that it installs; the tests start their own, on ports of their own. */
function quietenService(prefix: readonly string[]): void {
  if (!existsSync('/run/systemd/system')) return;
  run(prefix, ['systemctl', 'disable', '--now', 'mosquitto'], MINUTE_MS);
}

function prepare(): void {
  const absent = missing();
  if (absent.length > 0) {
    const prefix = onPath('apt-get') ? asRoot() : undefined;
    if (prefix) {
      process.stdout.write(`The tests need ${absent.join(', ')}: installing.\n`);
      install(prefix, absent);
      if (absent.includes('mosquitto')) quietenService(prefix);
    }
  }
  const stillAbsent = missing();
  if (stillAbsent.length === 0) {
    process.stdout.write(`Test machine: ${NEEDS.map(({ name }) => name).join(', ')} are there.\n`);
    return;
  }
  const line = `sudo apt-get update && sudo apt-get install --yes ${stillAbsent.join(' ')}`;
  process.stderr.write(`The tests need programs that are not installed here. Run:\n\n  ${line}\n\n`);
  process.exitCode = 1;
}

prepare();
