/** Secrets of one cabinet, each said in every place where something comes in; and where they are looked for afterwards. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildTopic } from '../../src/contract/topics.ts';
import { socketPath } from '../../src/control/socket-path.ts';
import { RawSocket } from '../fakes/raw-socket.ts';
import type { Bystander } from './bystander.ts';
import { LOCKER_ID } from './cabinet-file.ts';

export type Secrets = Readonly<Record<string, string>>;

/** Every topic on which something comes down, and one that is none of ours. */
export async function sayByMqtt(bystander: Bystander, secrets: readonly string[]): Promise<void> {
  const base = `larder/v1/${LOCKER_ID}`;
  for (const secret of secrets) {
    for (const kind of ['command', 'ack'] as const)
      await bystander.say(buildTopic({ kind, lockerId: LOCKER_ID }), secret);
    for (const document of ['keys', 'orders', 'staff', 'slides', 'settings']) {
      await bystander.say(`${base}/desired/${document}/1`, secret);
    }
    await bystander.say(`${base}/desired/orders/${secret.replaceAll('/', '-')}`, secret);
  }
}

const request = (line: string, ...headers: readonly string[]): string =>
  [line, ...headers, 'Connection: close', '', ''].join('\r\n');

/** In a path, a query, a header and a body, to our own host and to another, with and without what a page has. */
export async function sayByHttp(page: string, secrets: readonly string[]): Promise<void> {
  const { host, port } = new URL(page);
  const where = { port: Number(port), host: '127.0.0.1' };
  for (const secret of secrets) {
    const inPath = encodeURIComponent(secret);
    for (const name of [host, 'evil.example', `${inPath}.example`]) {
      await RawSocket.say(
        where,
        request(`GET /${inPath}?code=${inPath} HTTP/1.1`, `Host: ${name}`, `X-Ticket: ${secret}`),
      );
    }
    const body = JSON.stringify({ kind: 'scan', text: secret });
    const headers = [
      `Host: ${host}`,
      `Origin: http://${host}`,
      'Content-Type: application/json',
      `X-Larder-Token: ${secret}`,
    ];
    await RawSocket.say(where, request('POST /input HTTP/1.1', ...headers, `Content-Length: ${body.length}`) + body);
    await RawSocket.say(where, `${secret}\r\n\r\n`);
  }
}

export async function sayByControlSocket(stateDirectory: string, secrets: readonly string[]): Promise<void> {
  const where = { path: socketPath(stateDirectory) };
  for (const secret of secrets) {
    await RawSocket.say(
      where,
      request(`POST /open?code=${encodeURIComponent(secret)} HTTP/1.1`, 'Host: x', 'Content-Length: 0'),
    );
    await RawSocket.say(where, `${secret}\r\n\r\n`);
  }
}

export function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return filesBelow(path);
    return statSync(path).isFile() ? [path] : [];
  });
}

/** Where each secret was found: empty when nobody wrote one. */
export function foundIn(texts: Readonly<Record<string, string>>, secrets: Secrets): string[] {
  return Object.entries(texts).flatMap(([place, text]) =>
    Object.entries(secrets).flatMap(([name, secret]) => (text.includes(secret) ? [`${name} is in ${place}`] : [])),
  );
}

export const textOf = (path: string): string => readFileSync(path, 'latin1');
