import type { Config } from '../../config/config-schema.ts';
import { type Problem, problemText } from '../../config/problem.ts';
import { readConfig } from '../../config/read-config.ts';
import { readCodeKey, readPassword } from '../../config/secret-files.ts';
import { fail, ok, type Result } from '../../core/result.ts';

export interface Cabinet {
  readonly config: Config;
  readonly warnings: readonly Problem[];
  readonly codeKey: Uint8Array;
  /** For the broker. */
  readonly password: string | undefined;
}

/**
 * The cabinet file and the secrets that it names; fails with what a person has to put right, in words.
 * @throws Error when the disk refuses to read
 */
export function readCabinet(configFile: string, credentials: string | undefined): Result<Cabinet, string> {
  const read = readConfig(configFile);
  if (!read.ok) return fail(read.failure.map((problem) => problemText(configFile, problem)).join('\n'));
  const { config, warnings } = read.value;
  const codeKey = readCodeKey({ configFile, named: config.trust.codeKeyFile, credentials });
  if (!codeKey.ok) return codeKey;
  const named = config.cloud.passwordFile;
  const password = named === undefined ? ok(undefined) : readPassword({ configFile, named, credentials });
  return password.ok ? ok({ config, warnings, codeKey: codeKey.value, password: password.value }) : password;
}
