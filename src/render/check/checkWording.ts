/* The sentences about the results of `check`, the same in every format. Plain text, not escaped. */
import { describeAccess } from '../../access/describeAccess.ts';
import type { PolicyView } from '../../check/policyView.ts';
import type { CheckResult, ResultSubject } from '../../check/runRules.ts';
import type { Evidence } from '../../check/scene.ts';
import { summarizeResults } from '../../check/verdict.ts';
import type { PlacedWaiver } from '../../check/waivers.ts';
import { fieldTable } from '../../model/fieldTable.ts';
import { compareText, type Json, type JsonObject } from '../../model/json.ts';
import { withLabels } from '../../model/labels.ts';
import type { FindingSeverity, Pack, Remedy } from '../../model/pack.ts';
import type { Names } from '../../model/plan.ts';
import { truncate } from '../../platform/text.ts';
import { valueWords } from '../plan/fieldWords.ts';
import { count } from '../text/amounts.ts';
import { markdownCode, visibleText } from '../text/escape.ts';
import { yamlLines } from '../text/yamlLines.ts';

/** What the renderers show: the value of the use case. */
export interface CheckReportView {
  readonly packs: readonly Pick<Pack, 'name' | 'version' | 'rules'>[];
  readonly policies: readonly Pick<PolicyView, 'tenantId' | 'keyPositions'>[];
  readonly results: readonly CheckResult[];
  /** Failures that the commit of --new-since has too; they are not among the results. */
  readonly earlier: number;
  /** Waivers that the commit of --new-since does not have. */
  readonly newWaivers: readonly PlacedWaiver[];
  /** ISO day, for the days that a remedy counts from. */
  readonly today: string;
  /** The paths that were checked. */
  readonly label: string;
  /** Whether a live state was read. */
  readonly isLive: boolean;
  /** The labels of the ids in the results. */
  readonly names?: Names | undefined;
}

/** What a page about a policy shows of the rules: failed and waived results. */
export type FindingsView = Pick<CheckReportView, 'results' | 'today' | 'names'>;

/** `12 unknown. 3 findings: 1 error, 2 warnings.` */
export function checkHeadline({ results, earlier }: Pick<CheckReportView, 'results' | 'earlier'>): string {
  const { fail, unknown, waived, pass } = summarizeResults(results);
  const of = (severity: FindingSeverity): number =>
    results.filter((each) => each.result === 'fail' && each.severity === severity).length;
  const parts = [
    ...(of('error') > 0 ? [count(of('error'), 'error')] : []),
    ...(of('warning') > 0 ? [count(of('warning'), 'warning')] : []),
    ...(of('note') > 0 ? [count(of('note'), 'note')] : []),
  ];
  const findings = fail === 0 ? 'No findings.' : `${count(fail, 'finding')}: ${parts.join(', ')}.`;
  const known = earlier === 0 ? [] : [`${count(earlier, 'earlier finding')} not listed`];
  const others = [
    ...known,
    ...(waived > 0 ? [`${count(waived, 'finding')} waived`] : []),
    `${count(pass, 'check')} passed`,
  ];
  return `${unknown > 0 ? `${count(unknown, 'result')} unknown. ` : ''}${findings} ${others.join(', ')}.`;
}

/** Why results are unknown, and how to get them; empty if none is. */
export function unknownAdvice({ results, isLive }: Pick<CheckReportView, 'results' | 'isLive'>): string {
  if (!results.some(({ result }) => result === 'unknown')) return '';
  if (!isLive) return 'Unknown results depend on the live state: give --live FILE or --online.';
  return 'Unknown results depend on values that xtap does not read, or whose meaning Microsoft does not document.';
}

/** What the results do not say; empty if there is nothing to add. */
export function checkNotes(report: CheckReportView): string {
  const pairs =
    'A pair without findings does not mean that people have access: Conditional Access, licences and invitations decide too.';
  const unknown = report.results.filter(({ result }) => result === 'unknown').map(({ rule }) => rule.id);
  const rules =
    unknown.length === 0 ? '' : `Rules with unknown results: ${[...new Set(unknown)].sort(compareText).join(', ')}.`;
  const notes = [unknownAdvice(report), rules, report.policies.length > 1 ? pairs : ''];
  return notes.filter((each) => each !== '').join(' ');
}

export function subjectWords({ resource, tenantId, name, other }: ResultSubject): string {
  if (resource === 'pair') return `${tenantId ?? ''} → ${other ?? ''}`;
  return resource === 'partner' ? (name ?? tenantId ?? '') : resource;
}

/** The same for the same subject in every run, without its name. */
export function subjectKey({ resource, home, tenantId, other }: ResultSubject): string {
  return [resource, home, tenantId, other].filter((each) => each !== undefined).join(' ');
}

/** A finding in plain lines: title, subject, what decides, why, and what to do. */
export function resultLines(result: CheckResult, names: Names | undefined): readonly string[] {
  const { rule, subject, evidence, refusedWaiver } = result;
  const id = subject.name !== undefined && subject.tenantId ? ` (${subject.tenantId})` : '';
  return [
    `${subjectWords(subject)}${id}: ${rule.title}`,
    ...evidence.map((each) => `${each.setting}: ${evidenceWords(each, names)}${sourceWords(each, subject)}`),
    ...(refusedWaiver ? [refusedWaiverNote] : []),
    `Why: ${rule.because}`,
    `To do: ${rule.remedy.text}`,
  ];
}

/** A sentence of a pack, in which backticks enclose code, for Markdown. */
export function sentenceMarkdown(sentence: string): string {
  const parts = sentence.split('`');
  return parts.map((part, index) => (index % 2 === 1 ? markdownCode(part) : escapeProse(part))).join('');
}

function escapeProse(text: string): string {
  return visibleText(text).replace(/[\\*_[\]<>|~@#&]/g, (character) => `&#${character.charCodeAt(0)};`);
}

const labelNames = new Set(['owner', 'ticket', 'reviewBy', 'name', 'domain', 'notes']);

/** What decided, in words: `on`, `missing`, `For everybody: all applications.` */
export function evidenceWords({ setting, value }: Evidence, names: Names | undefined): string {
  if (labelNames.has(setting)) return value === null ? 'missing' : String(value);
  if (value === null) return 'not set, or not known';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  const row = fieldTable.find(({ name }) => name === setting);
  if (row?.kind === 'access') return withLabels(describeAccess(row, { of: 'value', value }), names);
  const words = valueWords(value, 12, names);
  return words.map(({ text }) => text).join(' ');
}

/** `X006 on A. Datum until 2027-01-31, approvedBy Ada: reason`. Each text is cut, since a change may write any text. */
export function waiverWords({ subject, waiver }: PlacedWaiver): string {
  const { rule, until, approvedBy, reason } = waiver;
  const by = approvedBy === undefined ? '' : `, approvedBy ${truncate(approvedBy)}`;
  return `${truncate(rule)} on ${truncate(subjectWords(subject))} until ${until}${by}: ${truncate(reason)}`;
}

/** Why a waiver in force does not excuse the finding. */
export const refusedWaiverNote =
  'This change adds a waiver for it. A new waiver does not excuse a new finding, unless the pipeline gives --accept-new-waivers.';

/** Where a value comes from. */
export function sourceWords(
  { source, tenantId }: Pick<Evidence, 'source' | 'tenantId'>,
  { resource }: ResultSubject,
): string {
  if (resource === 'pair') return tenantId === undefined ? '' : ` (in ${tenantId})`;
  return resource === 'partner' && source === 'default' ? ' (inherited from the tenant default)' : '';
}

/** The lines of the remedies of one rule as YAML, with the place where they go. */
export function remedyLines(
  results: readonly Pick<CheckResult, 'rule' | 'subject'>[],
  today: string,
  width?: number,
): readonly string[] {
  const remedies = results.map(({ rule, subject }) => {
    const tenant = subject.tenantId === undefined ? {} : { tenantId: subject.tenantId };
    return stepLines(rule.remedy, { tenant, fill: (value) => dated(value, today), width });
  });
  const distinct = new Map(remedies.flat().map((lines) => [lines.join('\n'), lines]));
  return [...distinct.values()].flat();
}

/** The same for every subject and on every day. */
export function remedyExample(remedy: Remedy): readonly string[] {
  return stepLines(remedy, { tenant: { tenantId: 'TENANT' }, fill: (value) => value }).flat();
}

interface StepOptions {
  readonly tenant: JsonObject;
  readonly fill: (value: Json) => Json;
  readonly width?: number | undefined;
}

/** The lines of each key. */
function stepLines({ steps }: Remedy, { tenant, fill, width }: StepOptions): readonly (readonly string[])[] {
  return steps.flatMap(({ at, keys }) => {
    if (at === 'ignored') return [yamlLines('ignored', [{ ...tenant, ...keys }], width)];
    return Object.entries(keys).map(([key, value]) => {
      const lines = yamlLines(key, fill(value), width);
      if (at === 'subject') return lines;
      const [line = ''] = lines;
      const placed = `${placeWords[at]}: ${line}`;
      const isShort = lines.length === 1 && (width === undefined || placed.length <= width);
      return isShort ? [placed] : [`${placeWords[at]}:`, ...lines.map((each) => `  ${each}`)];
    });
  });
}

const placeWords = {
  home: "home tenant's entry",
  other: "other tenant's entry",
  clouds: 'policy',
} as const;

/** `in 180 days` becomes a day. */
function dated(value: Json, today: string): Json {
  const [, days] = typeof value === 'string' ? (/^in (\d+) days$/.exec(value) ?? []) : [];
  if (days === undefined) return value;
  const time = Date.parse(`${today}T00:00:00Z`) + Number(days) * 24 * 60 * 60 * 1000;
  return new Date(time).toISOString().slice(0, 10);
}
