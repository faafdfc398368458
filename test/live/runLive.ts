/** Runs the live suite: conditions, clean-up of the last run, measurements, and a clean-up, however the run ends. */
import { isJsonObject, type JsonObject } from '../../src/model/json.ts';
import { failedConditions } from './conditions.ts';
import { type Measured, measurements } from './measurements.ts';
import { createSandbox, policyPath, type Sandbox, type SandboxPorts } from './sandbox.ts';

export interface LiveOptions extends SandboxPorts {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isApplication: boolean;
  readonly writesDefault: boolean;
  readonly note: (text: string) => void;
  /** Asks a person who has seen the tenant to type its id. */
  readonly confirm: () => Promise<boolean>;
}

export type LiveResult =
  | { readonly failures: readonly string[] }
  | {
      readonly facts: Readonly<Record<string, Measured & { readonly question: string }>>;
      /** Partners and synchronizations of earlier runs, or of this one, that Graph still keeps as deleted items. */
      readonly remains: readonly string[];
    };

export async function runLive(options: LiveOptions): Promise<LiveResult> {
  const sandbox = createSandbox(options);
  // A run that was killed may have left partners, which would fail the condition "no partner".
  const left = options.journal.open();
  const beforeCleanUp = await failedConditions(sandbox, { ...options.env, ...waivedForNow(left.length > 0, options) });
  if (beforeCleanUp.length > 0) return { failures: beforeCleanUp };
  if (!(await options.confirm())) return { failures: ['The tenant id was not typed.'] };
  await cleanUp(sandbox, options);
  const failures = await failedConditions(sandbox, options.env);
  if (failures.length > 0) return { failures };
  try {
    if (options.writesDefault) await keepDefault(sandbox, options);
    const facts: Record<string, Measured & { readonly question: string }> = {};
    for (const { fact, question, needs, measure } of measurements) {
      const reason = skipReason(needs, options);
      const measured = reason === undefined ? await measure(sandbox) : { value: null, evidence: reason };
      facts[fact] = { question, ...measured };
      options.note(`${fact}: ${measured.value ?? 'not measured'} (${measured.evidence})`);
      if (needs === 'default' && reason === undefined) await restoreDefault(sandbox, options);
    }
    return { facts, remains: await deletedItems(sandbox) };
  } finally {
    // A stopped run still cleans up, so these requests do not listen to its signal.
    await cleanUp(createSandbox({ ...options, signal: new AbortController().signal }), options);
  }
}

/** What the last run left is cleaned up before these two conditions are checked again. */
function waivedForNow(hasOpenPartners: boolean, { journal }: LiveOptions): Readonly<Record<string, string>> {
  return {
    ...(hasOpenPartners ? { XTAP_LIVE_WAIVE_PARTNERS: '1' } : {}),
    ...(journal.preimage() === undefined ? {} : { XTAP_LIVE_WAIVE_SERVICE_DEFAULT: '1' }),
  };
}

function skipReason(needs: (typeof measurements)[number]['needs'], options: LiveOptions): string | undefined {
  if (needs === 'default') return options.writesDefault ? undefined : 'XTAP_LIVE_DEFAULT=1 is not set';
  if (needs === undefined) return undefined;
  if (options.partner === undefined) return 'XTAP_LIVE_PARTNER is not set';
  return needs === 'application' && !options.isApplication ? 'the token is not one of an application' : undefined;
}

async function cleanUp(sandbox: Sandbox, options: LiveOptions): Promise<void> {
  for (const tenantId of options.journal.open()) await sandbox.remove(tenantId);
  if (options.journal.preimage() !== undefined) {
    await restoreDefault(sandbox, options);
    options.journal.dropPreimage();
  }
}

async function keepDefault(sandbox: Sandbox, { journal }: LiveOptions): Promise<void> {
  const { body, error, status } = await sandbox.get(`${policyPath}/default`);
  if (error !== undefined || !isJsonObject(body)) throw new Error(`The tenant default cannot be read (${status}).`);
  journal.keepPreimage(body);
}

const readOnly = ['isServiceDefault', 'automaticUserConsentSettings', 'id'];

async function restoreDefault(sandbox: Sandbox, { journal }: LiveOptions): Promise<void> {
  const preimage = journal.preimage() ?? {};
  const isWritable = ([name, value]: readonly [string, unknown]): boolean =>
    !name.includes('@') && !readOnly.includes(name) && value !== null;
  const path = `${policyPath}/default`;
  const body: JsonObject = Object.fromEntries(Object.entries(preimage).filter(isWritable));
  const answer =
    preimage.isServiceDefault === true
      ? await sandbox.send({ method: 'POST', path: `${path}/resetToSystemDefault` })
      : await sandbox.send({ method: 'PATCH', path, body });
  if (answer.error !== undefined) {
    throw new Error(`The tenant default was not restored (${answer.status}). Its former value is in default.json.`);
  }
}

async function deletedItems(sandbox: Sandbox): Promise<readonly string[]> {
  const partners = await deletedIds(sandbox, 'crossTenantPartners');
  const synchronizations = await deletedIds(sandbox, 'crossTenantSyncPolicyPartners');
  return [...partners, ...synchronizations.map((id) => `${id} (synchronization)`)];
}

async function deletedIds(sandbox: Sandbox, kind: string): Promise<readonly string[]> {
  const { body } = await sandbox.get(`/policies/deletedItems/${kind}`, undefined, 'beta');
  const list: unknown = isJsonObject(body) ? body.value : undefined;
  return Array.isArray(list) ? list.map((each) => String(isJsonObject(each) ? each.tenantId : each).toLowerCase()) : [];
}
