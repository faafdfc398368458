/**
 * The facts about the service that Microsoft does not document, with the values that the emulator can take. The first
 * value is the usual one, and every fact has another. `npm run test:live` measures them in a real tenant and writes
 * `live-facts.json`; with that file the emulator behaves like the measured tenant.
 */
export const factTable = {
  /** What a PATCH does to the members that a complex property omits. */
  nestedPatch: ['replace', 'merge'],
  /** The status of a POST for an existing partner. */
  duplicateStatus: [400, 409],
  /** A B2B setting that the portal refuses: all users blocked, applications allowed. */
  conflictingCombination: ['refused', 'accepted'],
  /** `$top` of the list of partners. */
  topOfList: ['accepted', 'refused'],
  /** `$expand=identitySynchronization` of the list of partners. */
  expandSynchronization: ['accepted', 'refused'],
  /** A property in the wrong letter case. */
  wrongCaseProperty: ['refused', 'ignored'],
  /** The error code of a partner that does not exist. */
  missingPartnerCode: ['Request_ResourceNotFound', 'Directory_ObjectNotFound'],
  /** The first POST of a partner after its deletion. */
  recreateAfterDelete: ['created', 'conflict'],
  /** MicrosoftAdminPortals as an application target. */
  adminPortalsTarget: ['refused', 'accepted'],
  /** `@odata.type` in the tenant restrictions of a partner. */
  typeInTenantRestrictions: ['refused', 'accepted'],
  /** A B2B setting with one half, when a partner is created. */
  loneHalf: ['kept', 'completed'],
  /** blockServiceProviderOutboundAccess of a new partner (beta). */
  newPartnerBlock: ['false', 'null'],
  /** A deleted partner in the list of deleted items (beta). */
  softDelete: ['listed', 'absent'],
  /** `$filter` of the audit log on `category`. */
  auditCategoryFilter: ['accepted', 'refused'],
  /** `$filter` of the sign-in log (beta) with a date range and any(). */
  signInFilter: ['accepted', 'refused'],
  /** Four writes to four partners at the same time. */
  parallelWrites: ['accepted', 'conflict'],
  /** The first read after a write. */
  readAfterWrite: ['immediate', 'later'],
  /** DELETE of a partner that has an identity synchronization. */
  deleteWithSynchronization: ['refused', 'accepted'],
  /** The status of a second PUT of an identity synchronization. */
  secondSynchronizationPut: [409, 400],
  /** One null flag inside a set `inboundTrust`. */
  nullTrustFlag: ['refused', 'null', 'false'],
  /** isServiceProvider, when an application creates a partner. */
  serviceProviderByApplication: ['refused', 'accepted'],
  /** null on a setting of the tenant default. */
  nullOnDefault: ['refused', 'reset'],
  /** isServiceDefault right after the first change of the tenant default. */
  serviceDefaultAfterPatch: ['false', 'true'],
} as const satisfies Readonly<Record<string, readonly [usual: Value, turned: Value, ...more: Value[]]>>;

type Value = string | number;

export type FactName = keyof typeof factTable;
export type Facts = { readonly [Name in FactName]: (typeof factTable)[Name][number] };

export const factNames = Object.keys(factTable) as readonly FactName[];

export const usualFacts = Object.fromEntries(factNames.map((name) => [name, factTable[name][0]])) as Facts;

/**
 * The facts in the text of `live-facts.json`; a fact that was not measured (null, or missing) has its usual value.
 * Throws an Error that names every fact that the emulator does not know, or cannot behave like.
 */
export function readFacts(text: string): Facts {
  const measured = measuredIn(text);
  const problems: string[] = [];
  const facts: Record<string, string | number> = { ...usualFacts };
  for (const [name, entry] of Object.entries(measured)) {
    const values: readonly unknown[] | undefined = Object.hasOwn(factTable, name)
      ? factTable[name as FactName]
      : undefined;
    const value: unknown = isRecord(entry) ? entry.value : entry;
    if (values === undefined) problems.push(`"${name}" is not a fact`);
    else if (value === null || value === undefined) continue;
    else if (!values.includes(value)) problems.push(`${name} is ${values.join(' or ')}, not ${JSON.stringify(value)}`);
    else facts[name] = value as string | number;
  }
  if (problems.length > 0) throw new Error(`the facts cannot be used: ${problems.join('; ')}`);
  return facts as Facts;
}

function measuredIn(text: string): Readonly<Record<string, unknown>> {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (error) {
    throw new Error(`the facts are not JSON (${error instanceof Error ? error.message : String(error)})`);
  }
  if (isRecord(file) && file.formatVersion === 1 && isRecord(file.facts)) return file.facts;
  throw new Error('the facts need "formatVersion": 1 and an object "facts"');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
