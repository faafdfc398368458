/*
 * The base of a commit is two things. The desired state comes from the given paths. The limits come from every file that
 * can be meant for this tenant, wherever it is: a change that moves files or names a narrower path must not lose a limit.
 */
import { join } from 'node:path';
import type { DesiredState, GivenLimits } from '../../model/desiredState.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { XtapError } from '../../model/errors.ts';
import { invalidConfiguration } from '../read/invalidConfiguration.ts';
import type { ConfigurationResult } from '../read/readConfiguration.ts';
import { requireSources } from '../read/requireSources.ts';
import type { SourceFile } from '../read/sourceFile.ts';
import { readSources } from '../read/sources.ts';
import { type Limits, limitsGivenBy, strictestLimits, usualLimits } from './baseLimits.ts';
import { requireNotMoved } from './baseMoved.ts';
import { type GitCommit, resolveCommit } from './gitCommit.ts';
import { type CommitFile, placeInside, readCommitFiles } from './gitSources.ts';
import { type CommitReading, filesInForce } from './limitsAround.ts';
import { type StatedFile, saysSomething, statementsOf } from './statements.ts';

export interface BaseRequest {
  /** `--base`: a path, `git:REF` or `git:REF:PATH`. */
  readonly base: string;
  /** Those of the head. */
  readonly paths: readonly string[];
  readonly head: DesiredState;
  readonly cwd: string;
  /** Reads files as one configuration. */
  readonly read: (sources: readonly SourceFile[], label: string) => ConfigurationResult;
}

export interface Base {
  readonly desired: DesiredState;
  readonly warnings: readonly Diagnostic[];
}

export const nothingBefore =
  'There is no configuration to compare with: --base takes a path, `git:REF` or `git:REF:PATH`.';

/** Throws XtapError `invalid-path`, `invalid-configuration` or `base-moved`. */
export async function baseOfCommit({ base, paths, head, cwd, read }: BaseRequest): Promise<Base> {
  const { ref, path } = partsOf(base);
  const commit = await resolveCommit(ref, cwd);
  if ('problem' in commit) throw new XtapError('invalid-path', nothingBefore, { diagnostics: [commit.problem] });
  const files = await readCommitFiles(commit, path === undefined ? paths : [path]);
  const sources = requireSources({ sources: files.own, diagnostics: files.diagnostics }, nothingBefore);
  const result = sources.length === 0 ? undefined : read(sources, base);
  const reading: CommitReading = {
    head,
    commit,
    files,
    own: statedByOwn(files.own, result),
    others: files.others.map(stated),
  };
  requireNotMoved(reading);
  const around = [
    ...files.paths.map(({ inside }) => inside),
    ...paths.flatMap((each) => placeInside(commit, each) ?? []),
  ];
  const outside = filesInForce(around, reading);
  const limits = [...reading.own, ...outside].flatMap((file) => file.limits);
  if (result?.desired?.tenantId === head.tenantId) {
    return {
      desired: { ...result.desired, ...strictestLimits(limits), limitsKept: limitsNow(outside, commit) },
      warnings: [],
    };
  }
  if (result && !result.desired && !isWithoutThisTenant(reading, result))
    throw invalidConfiguration(result.diagnostics);
  return {
    desired: emptyBase(result?.desired ?? head, strictestLimits([...limits, usualLimits])),
    warnings: [baseIsEmpty(reading)],
  };
}

/** Nothing was declared before, so every change is a change of the configuration. Another tenant, cloud or API version stays visible. */
export function emptyBase({ tenantId, cloud, apiVersion, label }: DesiredState, limits: Limits): DesiredState {
  const nothing = { policy: new Map(), default: new Map(), partners: [], files: [] };
  return { tenantId, cloud, apiVersion, label, ...limits, ...nothing };
}

/** What these files limit in the work tree now. */
function limitsNow(files: readonly StatedFile[], { top, cwd }: GitCommit): readonly GivenLimits[] {
  const paths = files.filter(saysSomething).map(({ name }) => join(top, name));
  const { sources } = readSources(paths, cwd);
  return sources.flatMap((source) => statementsOf(source).limits);
}

/** `git:REF` or `git:REF:PATH`. A colon in braces is part of the ref, as in `HEAD@{2026-11-30 12:00}`. */
function partsOf(base: string): { readonly ref: string; readonly path: string | undefined } {
  const [, ref = '', path] = /^git:((?:\{[^}]*\}|[^:{])*)(?::(.*))?$/s.exec(base) ?? [];
  return { ref, path: path === '' ? '.' : path };
}

function stated(file: CommitFile): StatedFile {
  return { ...statementsOf(file), name: file.name };
}

/** A sound configuration has been read already, and a large one is not read twice. */
function statedByOwn(own: readonly CommitFile[], result: ConfigurationResult | undefined): readonly StatedFile[] {
  const [first] = own;
  const desired = result?.desired;
  if (!(desired && first)) return own.map(stated);
  const position = { file: first.file, line: 1, column: 1 };
  return [{ name: first.name, tenants: [{ tenantId: desired.tenantId, position }], limits: limitsGivenBy(desired) }];
}

/** Files that cannot be read as a configuration are no error where all that they lack is the tenant. */
function isWithoutThisTenant({ head, own }: CommitReading, { diagnostics }: ConfigurationResult): boolean {
  const tenants = own.flatMap((file) => file.tenants.map(({ tenantId }) => tenantId));
  if (tenants.includes(head.tenantId)) return false;
  return (
    tenants.length > 0 || diagnostics.every(({ severity, code }) => severity === 'warning' || code === 'missing-key')
  );
}

function baseIsEmpty({ head, commit, own }: CommitReading): Diagnostic {
  const [other] = own.flatMap((file) => file.tenants);
  const nothing = `Nothing in git:${commit.ref} declares the tenant ${head.tenantId}, so the base is empty: no change counts as drift, and undeclared partners stay.`;
  const limits = other
    ? ` The paths declare the tenant ${other.tenantId} there; its guards and its protected partners apply beside the usual limits.`
    : ' The usual limits apply.';
  return { severity: 'warning', code: 'base-empty', message: `${nothing}${limits}` };
}
