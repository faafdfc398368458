import { type Emulator, type EmulatorOptions, startEmulator } from '../../src/emulator/http/server.ts';
import type { JsonObject } from '../../src/emulator/json.ts';

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body, or an empty object. */
  readonly body: Record<string, unknown>;
}

export const policy = '/policies/crossTenantAccessPolicy';
export const groupId = '0d9c4f7e-1b26-4e58-a3c9-84f5d6e2b170';
export const appId = '9c5f1e38-7a04-4db2-86ef-b1d3c0a92e57';

const running: Emulator[] = [];

/** An emulator that ends with the test. */
export async function startForTest(options: EmulatorOptions = {}): Promise<Emulator> {
  const emulator = await startEmulator(options);
  running.push(emulator);
  return emulator;
}

/** To be called in `afterEach`. */
export async function closeAll(): Promise<void> {
  await Promise.all(running.splice(0).map((emulator) => emulator.close()));
}

/** One request. A path that starts with `/policies/` or the like is taken in v1.0, any other as it is. */
export function send(emulator: Emulator, method: string, path: string, body?: unknown): Promise<Answered> {
  const json = { 'content-type': 'application/json' };
  return sendRaw(emulator, path, {
    method,
    ...(body === undefined ? {} : { headers: json, body: JSON.stringify(body) }),
  });
}

/** The same with headers and body as they are given. */
export async function sendRaw(emulator: Emulator, path: string, init: RequestInit): Promise<Answered> {
  const version = /^\/(v1\.0|beta)\//.test(path) ? '' : '/v1.0';
  const response = await fetch(`${emulator.url}${version}${path}`, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parse(text) };
}

/** `code: message` of an error answer. */
export function errorOf(answered: Answered): string {
  const error = answered.body.error as { readonly code: string; readonly message: string } | undefined;
  return error === undefined
    ? `no error, but ${answered.status}`
    : `${answered.status} ${error.code}: ${error.message}`;
}

/** The stored partner, without quirks. */
export function storedPartner(emulator: Emulator, tenantId: string): Record<string, unknown> | undefined {
  return emulator.state().partners.find((partner) => partner.tenantId === tenantId);
}

export const users = (accessType: string, ...targets: readonly string[]): JsonObject => ({
  accessType,
  targets: targets.map((target) => ({ target, targetType: target === 'AllUsers' ? 'user' : 'group' })),
});

export const apps = (accessType: string, ...targets: readonly string[]): JsonObject => ({
  accessType,
  targets: targets.map((target) => ({ target, targetType: 'application' })),
});

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
