/*
 * The emulator in a process of its own, so that it does not share a thread with what is measured. It counts on the
 * server's side of the wire, which is the same for every client.
 */
import { subscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { type EmulatorOptions, startEmulator } from '../../src/emulator/http/server.ts';
import type { EmulatorSettings, Traffic } from './emulator.ts';

const sockets = new Set<Socket>();
const writes = { first: 0, last: 0, count: 0 };
const counts = { requests: 0, throttled: 0, gets: 0 };

async function serve({ snapshot, ...settings }: EmulatorSettings): Promise<void> {
  subscribe('http.server.request.start', (message) => void sockets.add((message as { socket: Socket }).socket));
  const emulator = await startEmulator({
    ...settings,
    quirks: false,
    seed: snapshot === undefined ? 'empty' : seedOf(snapshot),
    onAnswer: ({ method, status, at }) => {
      counts.requests += 1;
      if (status === 429) counts.throttled += 1;
      if (method === 'GET') {
        counts.gets += 1;
        return;
      }
      const arrived = Date.parse(at);
      if (writes.count === 0 || arrived < writes.first) writes.first = arrived;
      writes.last = Math.max(writes.last, Date.now());
      writes.count += 1;
    },
  });
  process.on('message', () => process.send?.(traffic()));
  process.send?.({ url: emulator.url });
}

function traffic(): Traffic {
  const all = [...sockets];
  return {
    ...counts,
    writes: writes.count,
    writingMs: writes.last - writes.first,
    bytesUp: all.reduce((sum, socket) => sum + socket.bytesRead, 0),
    bytesDown: all.reduce((sum, socket) => sum + socket.bytesWritten, 0),
  };
}

function seedOf(snapshot: string): Exclude<EmulatorOptions['seed'], string | undefined> {
  const { tenantId, partners, policy, default: defaults } = JSON.parse(readFileSync(snapshot, 'utf8'));
  return {
    tenantId,
    displayName: 'Bench',
    partners,
    policy,
    default: defaults,
    directory: [],
    identitySynchronization: {},
  };
}

process.on('disconnect', () => process.exit());
void serve(JSON.parse(process.argv[2] ?? '{}') as EmulatorSettings);
