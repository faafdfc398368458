/*
 * SARIF 2.1.0 (OASIS): findings for code scanning. A fingerprint distinguishes a finding from others. It must
 * not contain a line, so that an alert stays the same alert when lines move.
 */
import { visibleText } from '../text/escape.ts';
import { jsonText } from '../text/jsonText.ts';

export interface SarifRule {
  readonly id: string;
  readonly title: string;
  readonly why?: string;
  readonly todo?: string;
  readonly source?: string | undefined;
  readonly level: SarifLevel;
}

export type SarifLevel = 'error' | 'warning' | 'note';

export interface SarifResult {
  readonly rule: string;
  readonly level: SarifLevel;
  readonly message: string;
  readonly place: SarifPlace | undefined;
  /** What stays the same when lines move. */
  readonly fingerprint: string;
  /** Why the finding is accepted. */
  readonly suppression?: string;
}

export interface SarifPlace {
  readonly file: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

export interface SarifRun {
  /** Tells the runs of one file apart: GitHub accepts one run for each. */
  readonly category: string;
  /** The version of xtap. */
  readonly version: string;
  readonly rules: readonly SarifRule[];
  readonly results: readonly SarifResult[];
  /** What the results do not say, such as the number of unknown ones. */
  readonly notes?: readonly string[];
}

export function renderSarif(runs: readonly SarifRun[]): string {
  return jsonText({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: runs.map(runObject),
  });
}

function runObject({ category, version, rules, results, notes = [] }: SarifRun): object {
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  return {
    tool: { driver: { name: 'xtap', version, rules: rules.map(ruleObject) } },
    automationDetails: { id: `xtap/${category}/` },
    columnKind: 'utf16CodeUnits',
    invocations: [
      {
        executionSuccessful: true,
        toolExecutionNotifications: notes.map((text) => ({ level: 'note', message: { text: visibleText(text) } })),
      },
    ],
    results: results.map((result) => resultObject(result, indexes.get(result.rule))),
  };
}

function ruleObject({ id, title, why, todo, source, level }: SarifRule): object {
  const text = (message: string | undefined) => (message === undefined ? undefined : { text: visibleText(message) });
  return {
    id,
    shortDescription: text(title),
    fullDescription: text(why ?? title),
    help: text(todo ?? why ?? title),
    ...(source !== undefined && { helpUri: source }),
    defaultConfiguration: { level },
  };
}

function resultObject(
  { rule, level, message, place, fingerprint, suppression }: SarifResult,
  index: number | undefined,
): object {
  return {
    ruleId: rule,
    ...(index !== undefined && { ruleIndex: index }),
    level,
    message: { text: message.split('\n').map(visibleText).join('\n') },
    ...(place && { locations: [{ physicalLocation: placeObject(place) }] }),
    partialFingerprints: { 'xtapFinding/v1': fingerprint },
    ...(suppression !== undefined && {
      suppressions: [{ kind: 'inSource', status: 'accepted', justification: visibleText(suppression) }],
    }),
  };
}

function placeObject({ file, line, column }: SarifPlace): object {
  const uri = file.split('/').map(encodeURIComponent).join('/');
  return {
    artifactLocation: { uri, ...(!file.startsWith('/') && { uriBaseId: '%SRCROOT%' }) },
    ...(line !== undefined && { region: { startLine: line, ...(column !== undefined && { startColumn: column }) } }),
  };
}
