/** Starts an emulator, on loopback only: its state, its faults, and its server. */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Facts, usualFacts } from '../facts.ts';
import { createFaultSchedule } from '../faults/faultSchedule.ts';
import type { Quota } from '../faults/quota.ts';
import { withMonth } from '../signIns/month.ts';
import type { NestedSemantics } from '../state/overlay.ts';
import { editByHand } from '../state/portalEdit.ts';
import { seedOf } from '../state/seed.ts';
import { exportTenant, loadTenant, type TenantSeed } from '../state/tenantState.ts';
import { answerControl, answerRequest, createCrossing } from './answerRequest.ts';
import { isFromWebPage, refuseWebPage } from './browserGuard.ts';
import type { Cloud } from './call.ts';
import { type Controlled, controlPath } from './control.ts';
import type { Logged, LoggedRequest } from './requestLog.ts';
import { createService, type ServiceOptions } from './service.ts';

export interface EmulatorOptions {
  /** 0, the default, selects a free port. */
  readonly port?: number;
  readonly seed?: TenantSeed | 'sample' | 'empty';
  /** The undocumented behaviour of the service; see facts.ts for the usual values. */
  readonly facts?: Partial<Facts>;
  /** The fact `nestedPatch`. */
  readonly nested?: NestedSemantics;
  /** The most entries of a page. By default a page has 100, or as many as `$top` asks for, up to 999. */
  readonly pageSize?: number;
  /** The most sign-ins of a page; 1,000 by default. */
  readonly signInPageSize?: number;
  /** How many sign-ins of a generated month the tenant has; 3,000 for the sample, else none. */
  readonly signIns?: number;
  /** The clock of the service: milliseconds since 1970. The month ends when the emulator starts. */
  readonly clock?: () => number;
  /** The fact `duplicateStatus`. */
  readonly duplicateStatus?: 400 | 409;
  /** Whether reads use the odd spellings of the real service; true by default. */
  readonly quirks?: boolean;
  /** The seed of quirks and fault percentages; 1 by default. */
  readonly randomSeed?: number;
  readonly latencyMs?: number;
  readonly faults?: readonly string[];
  /** Writes beyond the quota are answered 429 with Retry-After. */
  readonly quota?: Quota;
  /** Whether the audit log is limited to five requests in ten seconds. */
  readonly auditLimit?: boolean;
  /** Whether requests need a bearer token that has the permission and is not expired. */
  readonly requireToken?: boolean;
  /** Opaque tokens with every permission. */
  readonly acceptedTokens?: readonly string[];
  readonly cloud?: Cloud;
  /** Called for every request after its answer was sent, or after the connection was broken. */
  readonly onAnswer?: (request: LoggedRequest) => void;
}

export interface Emulator extends Controlled {
  /** The origin, without version: `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly requests: readonly LoggedRequest[];
  readonly setState: (seed: TenantSeed) => void;
  readonly clearFaults: () => void;
  readonly clearLog: () => void;
  readonly close: () => Promise<void>;
}

const usualSignIns = 3000;
const usualPageSize = 100;
const largestPageSize = 999;

/** Starts an emulator. Rejects if the port is in use or a fault rule cannot be parsed. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const randomSeed = options.randomSeed ?? 1;
  const clock = options.clock ?? Date.now;
  const schedule = createFaultSchedule(options.faults ?? [], randomSeed);
  const service = createService(loadTenant(firstSeed(options, clock())), serviceOptions(options, randomSeed), clock);
  const log: Logged[] = [];
  const crossing = createCrossing(factsOf(options));
  const latencyMs = options.latencyMs ?? 0;
  const controlled: Controlled = {
    state: () => exportTenant(service.tenant()),
    portalEdit: (target, change) => {
      const occasion = { id: randomUUID(), at: new Date(clock()).toISOString() };
      service.setTenant(editByHand(service.tenant(), target, change, occasion));
    },
    addFault: schedule.add,
    reset: () => {
      service.reset(loadTenant(firstSeed(options, clock())));
      schedule.clear();
      for (const rule of options.faults ?? []) schedule.add(rule);
    },
  };
  const server = createServer((request, response) => {
    if (isFromWebPage(request)) return refuseWebPage(response);
    const served =
      request.url === controlPath && request.method === 'POST'
        ? answerControl(request, response, controlled)
        : answerRequest(request, response, { service, log, latencyMs, next: schedule.next, clock, crossing }).then(
            (entry) => options.onAnswer?.(entry),
          );
    served.catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests: log,
    ...controlled,
    setState: (seed) => service.reset(loadTenant(seed)),
    clearFaults: schedule.clear,
    clearLog: () => {
      log.length = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function serviceOptions(options: EmulatorOptions, randomSeed: number): ServiceOptions {
  return {
    rules: {
      facts: factsOf(options),
      pageSize: options.pageSize ?? usualPageSize,
      maxPageSize: options.pageSize ?? largestPageSize,
      signInPageSize: options.signInPageSize ?? 1000,
      quirks: options.quirks === false ? undefined : randomSeed,
      cloud: options.cloud ?? 'global',
    },
    requireToken: options.requireToken ?? false,
    acceptedTokens: options.acceptedTokens ?? [],
    quota: options.quota,
    auditLimit: options.auditLimit ?? false,
  };
}

function factsOf({ facts, nested, duplicateStatus }: EmulatorOptions): Facts {
  return {
    ...usualFacts,
    ...facts,
    ...(nested === undefined ? {} : { nestedPatch: nested }),
    ...(duplicateStatus === undefined ? {} : { duplicateStatus }),
  };
}

/** The sample has a month of sign-ins, and any other tenant has one if it is asked for. */
function firstSeed({ seed = 'sample', signIns }: EmulatorOptions, now: number): TenantSeed {
  const count = signIns ?? (seed === 'sample' ? usualSignIns : 0);
  return count === 0 ? seedOf(seed) : withMonth(seedOf(seed), { signIns: count, end: now });
}
