import type { ApiVersion, Cloud } from '../../model/cloud.ts';
import type { DesiredState } from '../../model/desiredState.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { fieldTable } from '../../model/fieldTable.ts';
import { compareText } from '../../model/json.ts';
import type { Silenced } from '../../model/plan.ts';
import type { Setting } from '../../model/setting.ts';
import { runSteps, type Steps } from '../../platform/steps.ts';
import { type DocumentValue, documentReader } from './codecs/configuration.ts';
import { type Reader, readRoot } from './codecs/reader.ts';
import { withPosition } from './decodePosition.ts';
import { collectFindings, type Findings, type NewFinding } from './findings.ts';
import { type DecodedDocument, locate } from './locate.ts';
import { otherFile } from './otherFile.ts';
import { resolve } from './resolve.ts';
import { reportingCauses } from './rootCauses.ts';
import { rules } from './rules.ts';
import type { SourceConfiguration } from './sourceConfiguration.ts';
import type { SourceFile } from './sourceFile.ts';
import { checkText, linesOf } from './sourceText.ts';
import type { PlainDocument } from './yaml/plainValue.ts';
import { readYamlInSteps } from './yaml/readYaml.ts';

export interface ReadOptions {
  readonly table?: readonly Setting[];
  /** `--cloud`: overrides the cloud of the configuration. */
  readonly cloud?: Cloud;
  /** The paths as the user gave them, such as `configs/`. */
  readonly sourceName: string;
  /** ISO date (YYYY-MM-DD), for `reviewBy`. */
  readonly today: string;
  /** False if a file is not among the sources: it may contain the keys that seem to be missing. */
  readonly complete?: boolean;
}

export interface ConfigurationResult {
  /** Undefined if there is an error. */
  readonly desired?: DesiredState;
  /** Errors and warnings by position, at most a hundred, and entries that count the others. */
  readonly diagnostics: readonly Diagnostic[];
  /** Warnings that `silence` left out. */
  readonly silenced: readonly Silenced[];
}

/** Reads, checks and resolves a configuration. Never throws for the content of the files; does no I/O. */
export function readConfiguration(sources: readonly SourceFile[], options: ReadOptions): ConfigurationResult {
  return runSteps(readConfigurationInSteps(sources, options));
}

export function* readConfigurationInSteps(
  sources: readonly SourceFile[],
  options: ReadOptions,
): Steps<ConfigurationResult> {
  const { table = fieldTable, sourceName, today } = options;
  const files = [...sources].sort((a, b) => compareText(a.file, b.file));
  const collected = collectFindings();
  const findings: Findings = { ...collected, report: reportingCauses(files, collected.report) };
  if (files.length === 0) findings.report({ code: 'invalid-path', message: 'xtap found no configuration file' });
  const { complete = true } = options;
  const source = yield* readFiles(files, { table, complete }, findings);
  yield;
  const apiVersion = declared<ApiVersion>(source, 'api', 'v1.0');
  const cloud = options.cloud ?? declared<Cloud>(source, 'cloud', 'global');
  const silenced = reportUnlessSilenced(
    rules.flatMap((rule) => [...rule(source, { apiVersion, cloud, today })]),
    source.silence,
    findings,
  );
  const tenantId = source.tenant?.value;
  const desired =
    findings.hasErrors() || !tenantId || !cloud || !apiVersion
      ? undefined
      : resolve(source, { table, tenantId, cloud, apiVersion, sourceName });
  return { ...(desired && { desired }), diagnostics: findings.list(linesOf(files)), silenced };
}

/** How many warnings `silence` left out, by code. */
function reportUnlessSilenced(
  found: readonly NewFinding[],
  silence: readonly string[],
  { report }: Findings,
): readonly Silenced[] {
  const counts = new Map<Diagnostic['code'], number>();
  for (const finding of found) {
    if (silence.includes(finding.code)) counts.set(finding.code, (counts.get(finding.code) ?? 0) + 1);
    else report(finding);
  }
  return [...counts].map(([code, count]) => ({ code, count }));
}

function* readFiles(
  sources: readonly SourceFile[],
  { table, complete }: Required<Pick<ReadOptions, 'table' | 'complete'>>,
  { report }: Findings,
): Steps<SourceConfiguration> {
  const codec = documentReader(table);
  const read: DecodedPart[] = [];
  for (const source of sources) {
    read.push(...(yield* readFile(source, codec, report)));
    yield;
  }
  return locate(
    read.flatMap(({ document }) => document ?? []),
    {
      table,
      files: sources.map(({ file }) => file),
      complete: complete && read.every((each) => each.complete),
      report,
    },
  );
}

/** A document; none if it was empty, or (not `complete`) if it or its file could not be read. */
interface DecodedPart {
  readonly document?: DecodedDocument;
  readonly complete: boolean;
}

const unreadable: DecodedPart = { complete: false };

function* readFile(
  source: SourceFile,
  codec: Reader<DocumentValue>,
  report: Findings['report'],
): Steps<readonly DecodedPart[]> {
  const other = otherFile(source);
  if (other) report(other);
  const text = other ? undefined : checkText(source, report);
  if (text === undefined) return [unreadable];
  const { documents, complete } = yield* readYamlInSteps({ file: source.file, text }, report);
  const read = documents.map((document) => decode(document, codec, report));
  return complete ? read : [...read, unreadable];
}

function decode(
  { value, places, complete }: PlainDocument,
  codec: Reader<DocumentValue>,
  report: Findings['report'],
): DecodedPart {
  // The text before the first `---` and a file of comments are empty documents.
  if (value === null || value === undefined) return { complete };
  const decoded = readRoot(codec, value, (error) => report(withPosition(error, places)));
  return decoded ? { document: { value: decoded, places }, complete } : unreadable;
}

function declared<T>(source: SourceConfiguration, key: 'api' | 'cloud', fallback: T): T | undefined {
  if (!source.once.has(key)) return fallback;
  return source[key]?.value as T | undefined;
}
