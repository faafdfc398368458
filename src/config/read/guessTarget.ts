/*
 * A cheap look at the text of a configuration: which tenant it probably manages, before it is parsed. Only to start
 * reading from Graph early. The parsed configuration decides; a wrong guess costs requests, and nothing else. The
 * values are limited to tenant ids and to the clouds and versions that xtap knows.
 */
import { type ApiVersion, apiVersions, type Cloud, clouds } from '../../model/cloud.ts';
import { fieldTable } from '../../model/fieldTable.ts';
import { parseTenantId, type TenantId } from '../../model/tenantId.ts';
import type { SourceFile } from './sourceFile.ts';

export interface GuessedTarget {
  readonly tenantId: TenantId;
  readonly cloud: Cloud;
  readonly apiVersion: ApiVersion;
  /** Whether the list of partners is read with identity synchronization. */
  readonly expandsSync: boolean;
}

/** A smaller configuration is parsed before a connection is open. */
const minCharacters = 64 * 1024;

/** Undefined if the text is small, or if it does not say exactly one value for a key. `cloud` is `--cloud`. */
export function guessTarget(sources: readonly SourceFile[], cloud: Cloud | undefined): GuessedTarget | undefined {
  if (sources.reduce((sum, { text }) => sum + text.length, 0) < minCharacters) return undefined;
  const tenantId = parseTenantId(guessValue(sources, 'tenant', '') ?? '');
  const guessedCloud = cloud ?? clouds.find((each) => each === guessValue(sources, 'cloud', 'global'));
  const apiVersion = apiVersions.find((each) => each === guessValue(sources, 'api', 'v1.0'));
  if (tenantId === undefined || guessedCloud === undefined || apiVersion === undefined) return undefined;
  return { tenantId, cloud: guessedCloud, apiVersion, expandsSync: guessExpandsSync(sources) };
}

/** The value of a key of the root in block style. Undefined if it occurs twice, or is written in an unusual way. */
function guessValue(sources: readonly SourceFile[], key: string, ifAbsent: string): string | undefined {
  const line = new RegExp(`^${key}:(.*)$`, 'gm');
  const found = sources.flatMap(({ text }) => [...text.matchAll(line)]);
  if (found.length === 0) return ifAbsent;
  return found.length === 1 ? /^\s+(["']?)([\w.-]+)\1\s*(?:#.*)?$/.exec(found[0]?.[1] ?? '')?.[2] : undefined;
}

const wordsOfSync = new RegExp(
  [
    ...fieldTable.filter(({ ownEndpoint }) => ownEndpoint).map(({ name }) => name),
    '\\babsent\\b|\\bignored:|undeclaredPartners:\\s*delete|\\bundeclaredSettings: (?!ignore)',
  ].join('|'),
);

/** By default undeclared settings are watched, which includes identity synchronization. */
function guessExpandsSync(sources: readonly SourceFile[]): boolean {
  if (guessValue(sources, 'undeclaredSettings', 'broader') !== 'ignore') return true;
  return sources.some(({ text }) => wordsOfSync.test(text));
}
