import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { markdownCode } from '../../../../src/render/text/escape.ts';
import { type CheckResults, checkWords, readCheck, withCheck } from './checkResults.ts';
import { folded } from './markdown.ts';
import { countsLine, type RunFacts, readIfThere } from './runFacts.ts';
import type { RemovedTenant } from './tenants.ts';

export interface FleetRun {
  readonly facts: RunFacts;
  /** With the results of its check. */
  readonly markdown: string;
  readonly check?: CheckResults | undefined;
}

/** All runs with results below the folder, sorted by label. */
export async function readResults(folder: string): Promise<readonly FleetRun[]> {
  const runs = (await foldersWith('result.json', folder)).map(async (path): Promise<FleetRun> => {
    const facts = JSON.parse(await readFile(join(path, 'result.json'), 'utf8')) as RunFacts;
    const [plan = '', check] = await Promise.all([readIfThere(join(path, 'plan.md')), readCheck(path)]);
    return { facts, markdown: withCheck(plan, check), check };
  });
  return (await Promise.all(runs)).sort((a, b) => (a.facts.label < b.facts.label ? -1 : 1));
}

/** The check of the pairs, which has a folder of its own. */
export async function readPairs(folder: string): Promise<CheckResults | undefined> {
  const plans = new Set(await foldersWith('result.json', folder));
  const [own] = (await foldersWith('check-result.json', folder)).filter((path) => !plans.has(path));
  return own === undefined ? undefined : readCheck(own);
}

async function foldersWith(name: string, folder: string): Promise<readonly string[]> {
  const files = await readdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return files.filter((file) => basename(file) === name).map((file) => join(folder, dirname(file)));
}

/** What a reviewer must know about a tenant whose folder is removed. */
export function removedSentence({ name, tenantId }: RemovedTenant): string {
  const tenant = tenantId === undefined ? 'its tenant' : `the tenant ${tenantId}`;
  return `The folder ${name} is removed: after the merge, xtap no longer manages or watches ${tenant}. It sends nothing to the tenant, and its access stays as it is.`;
}

export function fleetTitle(
  runs: readonly FleetRun[],
  { removed = [], pairs }: { readonly removed?: readonly RemovedTenant[]; readonly pairs?: CheckResults | undefined },
): string {
  const changed = runs.filter(({ facts }) => facts.hasChanges).length;
  const failed = runs.filter(isFailed).length;
  const looser = runs.filter(isLooser).length;
  const parts = [`${runs.length} ${runs.length === 1 ? 'tenant' : 'tenants'}`, `${changed} with changes`];
  return [
    ...parts,
    ...(looser > 0 ? [`${looser} with looser management`] : []),
    ...(removed.length > 0 ? [`${removed.length} no longer managed`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(hasNews({ check: pairs }) ? ['pairs with findings'] : []),
  ].join(', ');
}

export interface FleetOptions {
  readonly removed?: readonly RemovedTenant[];
  readonly pairs?: CheckResults | undefined;
  readonly detailed?: number;
}

/**
 * Failed runs come first, then runs with findings, that broaden access, that release or loosen, and that change. The
 * first `detailed` runs show their whole plan.
 */
export function fleetMarkdown(runs: readonly FleetRun[], options: FleetOptions = {}): string {
  const { removed = [], pairs, detailed = runs.length } = options;
  const ranked = [...runs].sort((a, b) => rank(b) - rank(a));
  const runsWithDetails = ranked.filter(
    (run) => run.markdown !== '' && (run.facts.hasChanges || isLooser(run) || isFailed(run) || hasNews(run)),
  );
  const omitted = runsWithDetails.length - detailed;
  return [
    `## xtap fleet: ${fleetTitle(runs, options)}`,
    '',
    ...(removed.length > 0 ? ['> [!WARNING]', ...removed.map((each) => `> - ${removedSentence(each)}`), ''] : []),
    '| Configuration | Result | Plan | Check | Digest |',
    '|---|---|---|---|---|',
    ...ranked.map(row),
    '',
    ...(pairs === undefined
      ? []
      : [folded(`<b>Pairs of tenants</b>: ${checkWords(pairs) || 'no findings'}`, pairs.markdown)]),
    ...runsWithDetails.slice(0, detailed).map(({ facts, markdown }) => folded(`<b>${htmlLabel(facts)}</b>`, markdown)),
    ...(omitted > 0 ? [`The plans of ${omitted} more are left out here: see their jobs.`, ''] : []),
  ].join('\n');
}

function row({ facts, check }: FleetRun): string {
  const result = isFailed({ facts }) ? `failed (${facts.exitCode})` : resultWords({ facts });
  const digest = facts.digest === undefined ? '' : markdownCode(facts.digest.slice(0, 19));
  const plan = facts.digest === undefined ? 'no plan' : countsLine(facts);
  return `| ${markdownCode(facts.label)} | ${result} | ${plan} | ${check === undefined ? '' : checkWords(check) || 'no findings'} | ${digest} |`;
}

function resultWords(run: Pick<FleetRun, 'facts'>): string {
  if (run.facts.hasChanges) return 'changes';
  return isLooser(run) ? 'looser management' : 'no changes';
}

/** Whether the change releases settings or loosens a rule. */
function isLooser({ facts: { unmanaged } }: Pick<FleetRun, 'facts'>): boolean {
  return unmanaged !== '';
}

/** Whether the check has something that a reviewer must see. */
function hasNews({ check }: Pick<FleetRun, 'check'>): boolean {
  return check !== undefined && checkWords(check) !== '';
}

function isFailed({ facts: { exitCode } }: Pick<FleetRun, 'facts'>): boolean {
  return exitCode !== 0 && exitCode !== 2;
}

function rank({ facts, check }: FleetRun): number {
  const { broadening, hasChanges } = facts;
  const weights = [
    isFailed({ facts }) ? 16 : 0,
    hasNews({ check }) ? 8 : 0,
    broadening > 0 ? 4 : 0,
    isLooser({ facts }) ? 2 : 0,
    hasChanges ? 1 : 0,
  ];
  return weights.reduce((sum, weight) => sum + weight);
}

function htmlLabel({ label }: RunFacts): string {
  return label.replace(/[^A-Za-z0-9 ./_-]/g, '?');
}
