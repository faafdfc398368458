/*
 * Reads the earlier configuration for `--base`: from a path, or from a commit. The desired state of a commit comes from
 * the given paths. Its limits come from every file of the commit that can apply to this tenant: a change that moves
 * files or names a narrower path must not lose a limit.
 */
import { join } from 'node:path';
import { type DesiredState, type GivenLimits, silenceableCodes, unmanagedResources } from '../../model/desiredState.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { XtapError } from '../../model/errors.ts';
import { invalidConfiguration } from '../read/findings.ts';
import type { ConfigurationResult } from '../read/readConfiguration.ts';
import type { SourceFile } from '../read/sourceFile.ts';
import { readSources, requireSources, stdinPath } from '../read/sources.ts';
import { defaultLimits, givenLimits, type Limits, strictestLimits } from './baseLimits.ts';
import { type CommitReading, filesInForce } from './filesInForce.ts';
import { type BaseFlag, type GitCommit, resolveCommit } from './gitCommit.ts';
import { type CommitFile, pathInRepository, readCommitFiles } from './readCommitFiles.ts';
import { requireNotMoved } from './requireNotMoved.ts';
import { type FileStatements, hasStatements, readStatements } from './statements.ts';

export interface BaseRequest {
  /** A path, `git:REF` or `git:REF:PATH`. */
  readonly base: string;
  /** The flag that names it, for messages. */
  readonly flag: BaseFlag;
  /** The paths of the current configuration. */
  readonly paths: readonly string[];
  readonly head: DesiredState;
  readonly cwd: string;
  readonly read: (sources: readonly SourceFile[], sourceName: string) => ConfigurationResult;
}

export interface Base {
  readonly desired: DesiredState;
  readonly warnings: readonly Diagnostic[];
}

function noBaseMessage({ flag }: BaseRequest): string {
  const paths = flag === 'applied' ? '' : 'a path, ';
  return `xtap found no configuration to compare with: --${flag} takes ${paths}\`git:REF\` or \`git:REF:PATH\`.`;
}

/** Throws XtapError `invalid-path`, `invalid-configuration` or `base-moved`. */
export function loadBase(request: BaseRequest): Base | Promise<Base> {
  return request.base.startsWith('git:') ? baseOfCommit(request) : baseOfPath(request);
}

/** A base of another tenant counts as empty, but its guards and protected partners apply, so that it lifts no limit. */
function baseOfPath(request: BaseRequest): Base {
  const { base, head, cwd, read } = request;
  const sources = requireSources(readSources([base], cwd), noBaseMessage(request));
  const { desired, diagnostics } = read(sources, base);
  if (!desired) throw invalidConfiguration(diagnostics);
  if (desired.tenantId === head.tenantId) return { desired, warnings: [] };
  const message = `The base ${base} belongs to the tenant ${desired.tenantId}, this configuration to ${head.tenantId}. No change counts as drift, and undeclared partners stay. The guards and the protected partners of the base apply beside the usual limits.`;
  return {
    desired: emptyBase(desired, strictestLimits([...givenLimits(desired), defaultLimits])),
    warnings: [{ severity: 'warning', code: 'base-of-another-tenant', message }],
  };
}

async function baseOfCommit(request: BaseRequest): Promise<Base> {
  const { base, flag, paths, head, cwd, read } = request;
  const { ref, path } = parseBase(base);
  if (path === undefined && paths.includes(stdinPath)) {
    throw new XtapError('usage', 'The configuration comes from stdin, and the commit has no such path.', {
      next: `Name its path in the commit, as in --${flag} ${base}:configs/.`,
    });
  }
  const commit = await resolveCommit(ref, cwd, flag);
  if ('problem' in commit)
    throw new XtapError('invalid-path', noBaseMessage(request), { diagnostics: [commit.problem] });
  const files = await readCommitFiles(commit, path === undefined ? paths : [path]);
  const sources = requireSources({ sources: files.own, diagnostics: files.diagnostics }, noBaseMessage(request));
  const result = sources.length === 0 ? undefined : read(sources, base);
  const reading: CommitReading = {
    head,
    commit,
    files,
    own: ownStatements(files.own, result),
    others: files.others.map(statementsOfFile),
  };
  requireNotMoved(reading);
  const limitPaths = [
    ...files.paths.map(({ inside }) => inside),
    ...paths.flatMap((each) => pathInRepository(commit, each) ?? []),
  ];
  const outside = filesInForce(limitPaths, reading);
  const limits = [...reading.own, ...outside].flatMap((file) => file.limits);
  if (result?.desired?.tenantId === head.tenantId) {
    return {
      desired: { ...result.desired, ...strictestLimits(limits), limitsKept: currentLimits(outside, commit) },
      warnings: [],
    };
  }
  if (result && !result.desired && !isWithoutThisTenant(reading, result))
    throw invalidConfiguration(result.diagnostics);
  return {
    desired: emptyBase(result?.desired ?? head, strictestLimits([...limits, defaultLimits])),
    warnings: [baseIsEmpty(reading)],
  };
}

/**
 * A base without declarations: every change then comes from the configuration. The tenant, cloud and API version stay.
 */
function emptyBase({ tenantId, cloud, apiVersion, sourceName }: DesiredState, limits: Limits): DesiredState {
  const nothing = { policy: new Map(), default: new Map(), partners: [], files: [], names: new Map() };
  return { tenantId, cloud, apiVersion, sourceName, ...loosestRules, ...limits, ...nothing };
}

/** Compared with these rules, no rule is looser. */
const loosestRules: Pick<DesiredState, 'undeclaredSettings' | 'unmanaged' | 'silence'> = {
  undeclaredSettings: 'ignore',
  unmanaged: new Set(unmanagedResources),
  silence: new Set(silenceableCodes),
};

/** The limits that these files set now, in the work tree. */
function currentLimits(files: readonly FileStatements[], { top, cwd }: GitCommit): readonly GivenLimits[] {
  const paths = files.filter(hasStatements).map(({ name }) => join(top, name));
  const { sources } = readSources(paths, cwd);
  return sources.flatMap((source) => readStatements(source).limits);
}

/** `git:REF` or `git:REF:PATH`. A colon in braces is part of the ref, as in `HEAD@{2026-11-30 12:00}`. */
function parseBase(base: string): { readonly ref: string; readonly path: string | undefined } {
  const [, ref = '', path] = /^git:((?:\{[^}]*\}|[^:{])*)(?::(.*))?$/s.exec(base) ?? [];
  return { ref, path: path === '' ? '.' : path };
}

function statementsOfFile(file: CommitFile): FileStatements {
  return { ...readStatements(file), name: file.name };
}

/** The statements of the given paths. A valid configuration was read before, and is not parsed twice. */
function ownStatements(own: readonly CommitFile[], result: ConfigurationResult | undefined): readonly FileStatements[] {
  const [first] = own;
  const desired = result?.desired;
  if (!(desired && first)) return own.map(statementsOfFile);
  const position = { file: first.file, line: 1, column: 1 };
  return [{ name: first.name, tenants: [{ tenantId: desired.tenantId, position }], limits: givenLimits(desired) }];
}

/**
 * True if the files declare only other tenants, or lack nothing but the tenant: then the base is empty, not invalid.
 */
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
