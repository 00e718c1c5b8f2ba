import { once } from 'node:events';
import { createServer, request } from 'node:http';

export interface OtherOrigin {
  readonly url: string;
  stop(): Promise<void>;
}

/** A web page of somebody else, on another port of this machine: another origin, as a browser sees it. */
export async function otherOrigin(): Promise<OtherOrigin> {
  const server = createServer((_, answer) => {
    answer.setHeader('content-type', 'text/html');
    answer.end('<!doctype html><title>other</title><p>Somebody else’s page</p>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** What GET of this address answers when it is asked for by another host name, as after DNS rebinding. */
export async function statusUnderHost(url: string, host: string): Promise<number> {
  const asked = request(url, { headers: { host } });
  asked.end();
  const [answer] = (await once(asked, 'response')) as [{ statusCode?: number; resume(): void }];
  answer.resume();
  return answer.statusCode ?? 0;
}
