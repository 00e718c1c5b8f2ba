import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import { fail, ok, type Result } from '../core/result.ts';
import type { Lock } from '../hardware/settings.ts';
import { adviseOnPorts, checkWiring, type WiringProblem } from '../hardware/wiring.ts';
import { type Config, configSchema } from './config-schema.ts';
import { adviseOnLayout } from './layout.ts';
import { inFileOrder, type KeyPath, type Problem, pathText } from './problem.ts';
import { type SchemaProblem, schemaProblems } from './schema-problems.ts';
import { readYaml } from './yaml-file.ts';

export interface ReadConfig {
  readonly config: Config;
  readonly warnings: readonly Problem[];
}

/** 999 doors with a remark each are about 250 kB. */
const MAX_FILE_BYTES = 524_288;

const ofWholeFile = (message: string): readonly Problem[] => [{ kind: 'problem', line: undefined, path: '', message }];

/** A person has to put it right; whatever else reading a file can end with (EIO …) is the disk's, and passes. */
const FOR_A_PERSON = new Set(['ENOENT', 'EACCES', 'EISDIR', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP']);

/**
 * Reads a cabinet file; fails with every problem and warning at once, each with its line and key path.
 * @throws Error when the disk refuses to read
 */
export function readConfig(file: string): Result<ReadConfig, readonly Problem[]> {
  const text = readText(file);
  return text.ok ? parseConfig(text.value) : fail(ofWholeFile(text.failure));
}

function readText(file: string): Result<string, string> {
  try {
    const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stat = fstatSync(descriptor);
      if (stat.isDirectory()) return fail('is a folder; name the cabinet file in it');
      if (!stat.isFile()) return fail('is not a regular file');
      if (stat.size > MAX_FILE_BYTES) {
        return fail(`has ${stat.size} bytes; a cabinet file has at most ${MAX_FILE_BYTES}. Is it the right file?`);
      }
      return decoded(readFileSync(descriptor));
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (!FOR_A_PERSON.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return fail(readFailure(error as NodeJS.ErrnoException));
  }
}

function readFailure({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES') return 'may not be read by this user; let the group "larder" read it, or use sudo';
  return message;
}

function decoded(bytes: Uint8Array): Result<string, string> {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return fail('is written in UTF-16; save it as UTF-8');
  }
  if (bytes.includes(0)) return fail('is no text file');
  try {
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return fail('is not written in UTF-8; save it as UTF-8');
  }
}

export function parseConfig(text: string): Result<ReadConfig, readonly Problem[]> {
  const yaml = readYaml(text);
  if (!yaml.ok) return yaml;
  const { value, lineOf, problems: doubles } = yaml.value;
  const place =
    (kind: Problem['kind']) =>
    ({ path, message }: SchemaProblem): Problem => ({ kind, line: lineOf(path), path: pathText(path), message });
  const parsed = configSchema.safeParse(value);
  const { buses, cabinet } = sections.parse(value);
  const problems = [
    ...(parsed.success ? [] : schemaProblems(parsed.error.issues, value, configSchema)),
    ...checkWiring(buses, cabinet.doors).map(inFile),
  ].map(place('problem'));
  const warnings = [...adviseOnPorts(buses).map(inFile), ...adviseOnLayout(cabinet)].map(place('warning'));
  if (!parsed.success || problems.length + doubles.length > 0) {
    return fail(inFileOrder([...doubles, ...problems, ...warnings]));
  }
  return ok({ config: parsed.data, warnings: inFileOrder(warnings) });
}

/** The parts that are looked at even in a file that is otherwise wrong. */
const sections = z
  .object({ buses: z.unknown(), cabinet: z.looseObject({ doors: z.unknown() }).catch({ doors: undefined }) })
  .catch({ buses: undefined, cabinet: { doors: undefined } });

/** `locks` of the wiring are the doors of the file. */
function inFile({ path: [root, ...rest], message }: WiringProblem): SchemaProblem {
  const head: KeyPath = root === 'locks' ? ['cabinet', 'doors'] : [root ?? ''];
  return { path: [...head, ...rest], message };
}

/** The locks of a config as the hardware wants them. */
export const locksOf = (config: Config): readonly Lock[] =>
  config.cabinet.doors.map(({ compartment, board, channel, supply }) => ({ compartment, board, channel, supply }));
