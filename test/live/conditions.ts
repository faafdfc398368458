/** The conditions of the live suite. It runs only if all hold; otherwise it names each that failed. */
import type { GraphResponse } from '../../src/model/graphPort.ts';
import { isJsonObject } from '../../src/model/json.ts';
import { parseTenantId, type TenantId } from '../../src/model/tenantId.ts';
import { memberOf, partnersPath, policyPath, type Sandbox } from './sandbox.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The sandbox tenant, from the variable and from the command line; or why not. */
export function tenantGiven(
  env: Environment,
  words: readonly string[],
): { readonly tenantId: TenantId } | { readonly failure: string } {
  const variable = parseTenantId(env.XTAP_LIVE_TENANT ?? '');
  const word = parseTenantId(words[0] ?? '');
  const isGiven = variable !== undefined && word !== undefined && words.length === 1;
  if (isGiven && variable === word) return { tenantId: variable };
  const usage = 'XTAP_LIVE_TENANT=TENANT npm run test:live -- TENANT';
  const failure = isGiven
    ? `XTAP_LIVE_TENANT names ${variable}, and the command line names ${word}.`
    : `The sandbox tenant is given twice, by its id: ${usage}.`;
  return { failure };
}

/** This project's CI must never change a tenant of Microsoft's service. */
export function ciFailure(env: Environment, isLoopback: boolean): readonly string[] {
  const isCi = (env.CI ?? '') !== '' && env.CI !== 'false';
  return isCi && !isLoopback ? ['The variable CI is set: the live suite does not run in CI against Graph.'] : [];
}

interface Condition {
  /** The variable that waives this condition, and no other; undefined: it cannot be waived. */
  readonly waiver?: string;
  /** The failure; undefined if the condition holds. */
  readonly check: (sandbox: Sandbox) => Promise<string | undefined>;
}

const ownedByMicrosoft = /\.(?:onmicrosoft\.(?:com|us)|partner\.onmschina\.cn)$/i;
const mostUsers = 50;

const conditions: readonly Condition[] = [
  {
    check: async (sandbox) => {
      const answer = await sandbox.get('/organization', { $select: 'id,verifiedDomains' });
      const domains = listIn(memberOf(listIn(answer.body)[0], 'verifiedDomains'), answer).map((each) =>
        String(memberOf(each, 'name')),
      );
      if (domains.length === 0) return `The verified domains of the tenant cannot be read (${answer.status}).`;
      const own = domains.filter((name) => !ownedByMicrosoft.test(name));
      return own.length === 0
        ? undefined
        : `The tenant has domains of its own (${own.join(', ')}): it is not a sandbox.`;
    },
  },
  {
    waiver: 'XTAP_LIVE_WAIVE_SERVICE_DEFAULT',
    check: async (sandbox) => {
      const { body, status } = await sandbox.get(`${policyPath}/default`);
      return memberOf(body, 'isServiceDefault') === true
        ? undefined
        : `The tenant default was changed, or cannot be read (${status}): isServiceDefault is not true.`;
    },
  },
  {
    waiver: 'XTAP_LIVE_WAIVE_PARTNERS',
    check: async (sandbox) => {
      const answer = await sandbox.get(partnersPath);
      if (answer.error !== undefined) return `The partners cannot be read (${answer.status}).`;
      const count = listIn(answer.body).length;
      return count === 0 ? undefined : `The tenant has partners (${count} on the first page).`;
    },
  },
  {
    waiver: 'XTAP_LIVE_WAIVE_CLOUDS',
    check: async (sandbox) => {
      const answer = await sandbox.get(policyPath);
      if (answer.error !== undefined) return `The policy cannot be read (${answer.status}).`;
      const clouds = memberOf(answer.body, 'allowedCloudEndpoints');
      return Array.isArray(clouds) && clouds.length > 0
        ? `The tenant allows other clouds (${clouds.join(', ')}).`
        : undefined;
    },
  },
  {
    waiver: 'XTAP_LIVE_WAIVE_USERS',
    check: async (sandbox) => {
      const answer = await sandbox.get('/users', { $select: 'id', $top: String(mostUsers) });
      // Without the permission the number cannot be read, and the condition does not apply.
      const count = answer.error === undefined ? listIn(answer.body).length : 0;
      return count < mostUsers ? undefined : `The tenant has ${mostUsers} users or more.`;
    },
  },
];

/** The failures of all conditions that are not waived. */
export async function failedConditions(sandbox: Sandbox, env: Environment): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const { waiver, check } of conditions) {
    if (waiver !== undefined && env[waiver] === '1') continue;
    const failure = await check(sandbox);
    if (failure !== undefined) failures.push(waiver === undefined ? failure : `${failure} (${waiver}=1 waives this.)`);
  }
  return failures;
}

function listIn(value: unknown, answer?: GraphResponse): readonly unknown[] {
  if (answer?.error !== undefined) return [];
  const list = isJsonObject(value) ? value.value : value;
  return Array.isArray(list) ? list : [];
}
