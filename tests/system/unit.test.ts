/** systemd/: what systemd itself says of the unit, and that its parts, the release and docs/install.md fit together. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXIT } from '../../src/commands/exit.ts';

const UNIT = 'systemd/larder.service';
const ANALYZE = 'systemd-analyze';
const SYSUSERS = 'systemd-sysusers';
const MOST_EXPOSURE = 1.5;

const unit = readFileSync(UNIT, 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'larder-unit-'));

/** A root of its own with what the unit names, as the lines of docs/install.md put it there. */
beforeAll(() => {
  const place = (path: string): string => join(folder, path);
  for (const path of ['etc/systemd/system', 'opt/larder/bin', 'bin', 'usr/lib/systemd', 'usr/sbin', 'etc/sysusers.d']) {
    mkdirSync(place(path), { recursive: true });
  }
  cpSync('/usr/lib/systemd/system', place('usr/lib/systemd/system'), { recursive: true });
  for (const program of ['opt/larder/bin/larder', 'bin/sh']) {
    writeFileSync(place(program), '');
    chmodSync(place(program), 0o755);
  }
  for (const name of ['larder.service', 'larder.path']) cpSync(`systemd/${name}`, place(`etc/systemd/system/${name}`));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function analyze(...words: readonly string[]) {
  const { status, stdout, stderr, error } = spawnSync(ANALYZE, words, { encoding: 'utf8' });
  if (error) throw new Error('systemd-analyze is not installed: apt-get install systemd', { cause: error });
  return { status, said: `${stdout}${stderr}` };
}

const verify = () => analyze('verify', `--root=${folder}`, 'larder.service', 'larder.path');
const security = (path: string) =>
  analyze('security', '--offline=true', `--threshold=${MOST_EXPOSURE * 10}`, '--no-pager', path);

describe('the unit', () => {
  test(`systemd-analyze security: exposure of ${MOST_EXPOSURE} or less`, () => {
    const { status, said } = security(UNIT);
    expect(Number(/Overall exposure level for larder.service: ([\d.]+)/.exec(said)?.[1])).toBeLessThanOrEqual(1.5);
    expect(status).toBe(0);
  });

  test('that check can fail: one line less, and it does', () => {
    const weaker = join(folder, 'larder.service');
    writeFileSync(weaker, unit.replace('PrivateMounts=yes\n', ''));
    expect(security(weaker).status).not.toBe(0);
  });

  test('systemd-analyze verify has nothing to say', () => {
    expect(verify()).toEqual({ status: 0, said: '' });
  });

  test('that check can fail: an unknown word is named', () => {
    const path = join(folder, 'etc/systemd/system/larder.service');
    writeFileSync(path, unit.replace('WatchdogSec=30', 'WatchDogSec=30'));
    expect(verify().said).toMatch(/Unknown key (name )?'WatchDogSec'/);
    writeFileSync(path, unit);
  });

  test('it is watched, counted, never given up, and not restarted for what a person has to put right', () => {
    const values = (key: string): string[] =>
      [...unit.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value = '']) => value);
    expect(values('Type')).toEqual(['notify']);
    expect(values('NotifyAccess')).toEqual(['all']);
    expect(values('Restart')).toEqual(['always']);
    expect(values('StartLimitIntervalSec')).toEqual(['0']);
    expect(values('RestartPreventExitStatus')).toEqual([`${EXIT.usage} ${EXIT.config}`]);
    expect(Number(values('TimeoutStopSec')[0])).toBeGreaterThan(5);
    expect(values('Environment')).toContain('LARDER_BOOT_ID=%b');
    expect(values('LoadCredential').map((value) => value.split(':')[0])).toEqual(['code.key', 'broker.password']);
  });

  test('the secrets that it loads are the ones that the example cabinet files name', () => {
    for (const file of ['eight-a-24.yaml', 'larder-line-12.yaml']) {
      const text = readFileSync(`device-config/${file}`, 'utf8');
      expect(text).toMatch(/codeKeyFile: code\.key\b/);
      expect(text).toMatch(/passwordFile: broker\.password\b/);
    }
  });
});

test('systemd-sysusers makes the user, in group dialout', () => {
  cpSync('systemd/larder.sysusers.conf', join(folder, 'etc/sysusers.d/larder.conf'));
  writeFileSync(join(folder, 'etc/group'), 'root:x:0:\ndialout:x:20:\n');
  writeFileSync(join(folder, 'etc/passwd'), 'root:x:0:0::/root:/bin/sh\n');
  execFileSync(SYSUSERS, [`--root=${folder}`, join(folder, 'etc/sysusers.d/larder.conf')], { stdio: 'pipe' });
  expect(readFileSync(join(folder, 'etc/passwd'), 'utf8')).toMatch(/^larder:x:\d+:\d+:Larder.*:\/var\/lib\/larder:/m);
  expect(readFileSync(join(folder, 'etc/group'), 'utf8')).toMatch(/^dialout:x:20:larder$/m);
});

describe('udev rules', () => {
  /** `udevadm verify` came with systemd 254; the keys, operators and jumps that these files use are few. */
  const MATCH = /^(ACTION|SUBSYSTEM|KERNEL|ENV\{\w+\})(==|!=)"[^"]*"$/;
  const ASSIGN = /^(GROUP|MODE|ENV\{\w+\}|GOTO|LABEL)="[^"]*"$|^SYMLINK\+="[^"]*"$/;

  function problemsOf(text: string): string[] {
    const lines = text.split('\n').map((line) => line.replace(/^#(?=ENV\{)/, ''));
    const rules = lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(/, */));
    const jumps = rules.flat().flatMap((part) => /^GOTO="(.*)"$/.exec(part)?.[1] ?? []);
    const labels = rules.flat().flatMap((part) => /^LABEL="(.*)"$/.exec(part)?.[1] ?? []);
    return [
      ...rules.flat().filter((part) => !MATCH.test(part) && !ASSIGN.test(part)),
      ...rules.filter((rule) => rule.every((part) => MATCH.test(part))).map((rule) => `does nothing: ${rule.join()}`),
      ...jumps.filter((label) => !labels.includes(label)).map((label) => `no label ${label}`),
    ];
  }

  const files = readdirSync('systemd').filter((name) => name.endsWith('.rules'));
  test.each(files)('%s is whole', (name) => {
    expect(problemsOf(readFileSync(`systemd/${name}`, 'utf8'))).toEqual([]);
  });

  test('that check can fail', () => {
    expect(problemsOf('SUBSYTEM=="tty", GROUP="dialout"')).toEqual(['SUBSYTEM=="tty"']);
    expect(problemsOf('KERNEL=="x", GOTO="end"\nLABEL="ende"')).toEqual(['no label end']);
    expect(problemsOf('KERNEL="x"')).toEqual(['KERNEL="x"']);
    expect(problemsOf('KERNEL=="x"')).toEqual(['does nothing: KERNEL=="x"']);
    expect(problemsOf('ENV{A}=="1, MODE="0660"')).not.toEqual([]);
  });

  test('they keep others off, and give the port to the group of the unit', () => {
    const rules = files.map((name) => readFileSync(`systemd/${name}`, 'utf8')).join('\n');
    expect(rules).toContain('ENV{ID_MM_DEVICE_IGNORE}="1"');
    expect(rules).toContain('ENV{PRODUCT}=="1a86/7523/*"');
    const group = /GROUP="(\w+)"/.exec(rules)?.[1];
    expect(unit).toContain(`SupplementaryGroups=${group}\n`);
  });
});

test('docs/install.md installs every file of systemd/', () => {
  const [, lines = ''] = /```sh install\n(.*?)```/s.exec(readFileSync('docs/install.md', 'utf8')) ?? [];
  for (const name of readdirSync('systemd')) expect(lines).toContain(`/opt/larder/systemd/${name}`);
});
