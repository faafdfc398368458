/** A proxy between the program and the emulator, which records requests and answers as they are on the network. */
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listen, stop } from './fakeGraph.ts';

export interface Exchange {
  readonly method: string;
  /** With version and query, decoded: `/v1.0/policies/crossTenantAccessPolicy?$select=id`. */
  readonly url: string;
  readonly body: string;
  readonly status: number;
  readonly contentType: string;
  readonly answer: string;
}

export interface RecordingProxy {
  readonly url: string;
  readonly exchanges: readonly Exchange[];
  readonly close: () => Promise<void>;
}

export async function startRecordingProxy(target: string): Promise<RecordingProxy> {
  const exchanges: Exchange[] = [];
  const server = createServer((incoming, outgoing) => {
    const forward = async (): Promise<void> => {
      const body = await textOf(incoming);
      const { method = 'GET', url = '/', headers } = incoming;
      const options = { method, headers, path: url };
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        httpRequest(target, options, resolve).once('error', reject).end(body);
      });
      const text = await textOf(answer);
      const { statusCode: status = 0, headers: answered } = answer;
      const contentType = String(answered['content-type'] ?? '');
      exchanges.push({ method, url: decodeURIComponent(url), body, status, contentType, answer: text });
      outgoing.writeHead(status, answered).end(text);
    };
    forward().catch(() => incoming.socket.destroy());
  });
  await listen(server);
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, exchanges, close: () => stop(server) };
}

async function textOf(message: IncomingMessage): Promise<string> {
  return Buffer.concat(await message.toArray()).toString('utf8');
}
