/*
 * The use case behind init: the first configuration, the .gitignore, the editor's schema, and the files of a CI system.
 * What exists stays as it is, so a second run completes a folder and changes nothing else. An existing configuration
 * needs no sign-in. The files of the CI system need no tenant, so they are written first.
 */

import { posix, resolve } from 'node:path';
import type { SourceFile } from '../config/read/sourceFile.ts';
import { readSources, requireSources } from '../config/read/sources.ts';
import { configurationSchema } from '../config/schema/schema.ts';
import type { CiSystem } from '../config/write/ciSystem.ts';
import { gitIgnore, missingIgnoreLines } from '../config/write/gitIgnore.ts';
import { schemaFile } from '../config/write/newConfiguration.ts';
import { findPublicTenant } from '../graph/findPublicTenant.ts';
import { authorityOf, resolveGraphTarget } from '../graph/graphTarget.ts';
import { type AuthKind, chooseCredential } from '../graph/identity/credentialKind.ts';
import type { ApiVersion, Cloud } from '../model/cloud.ts';
import { withNotDone, XtapError } from '../model/errors.ts';
import { parseTenantId, type TenantId } from '../model/tenantId.ts';
import { pathExists } from '../platform/files/pathExists.ts';
import { readText } from '../platform/files/readText.ts';
import { relativeName } from '../platform/files/relativeName.ts';
import type { GraphOptions } from './connect.ts';
import { pullTenant } from './edit/pullTenant.ts';
import { writeFiles } from './edit/writeFiles.ts';
import { prepareCi } from './initCi.ts';
import { readValidConfiguration } from './loadConfiguration.ts';
import type { RunContext } from './runContext.ts';

export interface InitRequest {
  readonly dir: string;
  readonly split: boolean;
  /** An id or a domain; undefined: the tenant of the sign-in, or the answer to a question. */
  readonly tenant: string | undefined;
  readonly cloud: Cloud | undefined;
  readonly apiVersion: ApiVersion | undefined;
  readonly graph: GraphOptions;
  readonly ci: CiSystem | undefined;
  /** With `ci`: `OWNER/xtap@COMMIT`. */
  readonly action: string | undefined;
  /** Asks the person at the terminal; undefined without a terminal. */
  readonly ask: ((question: string) => Promise<string | undefined>) | undefined;
}

export interface InitResult {
  readonly tenantId: TenantId | undefined;
  /** Undefined if the folder had a configuration, so that nothing was read from the tenant. */
  readonly partners: number | undefined;
  readonly created: readonly string[];
  readonly kept: readonly string[];
  /** Lines that the existing .gitignore lacks. */
  readonly missingIgnoreLines: readonly string[];
  /** With `ci`. */
  readonly ci?: { readonly system: CiSystem; readonly notes: readonly string[] };
}

const ignoreFile = '.gitignore';

/** Throws XtapError. */
export async function initFolder(request: InitRequest, runContext: RunContext): Promise<InitResult> {
  const { cwd } = runContext;
  const { ci: system, action, ask } = request;
  const dir = relativeName(resolve(cwd, request.dir), cwd);
  const ci = system === undefined ? undefined : await prepareCi({ system, action, dir, ask }, cwd);
  const isConfigured = await hasConfiguration(request, runContext);
  const ciWritten = await writeMissing(ci?.files ?? [], cwd);
  const configuration = isConfigured
    ? { created: [], kept: [dir], tenantId: undefined, partners: undefined }
    : await pullAfter(ciWritten.created, () => pullConfiguration(request, runContext));
  const written = await writeMissing(
    [
      { file: posix.join(dir, schemaFile), text: `${JSON.stringify(configurationSchema(), null, 2)}\n` },
      { file: ignoreFile, text: gitIgnore },
    ],
    cwd,
  );
  const isNew = (file: string): boolean => configuration.created.includes(file);
  const hasIgnoreFile = written.kept.includes(ignoreFile);
  return {
    tenantId: configuration.tenantId,
    partners: configuration.partners,
    created: [...configuration.created, ...written.created, ...ciWritten.created],
    kept: [...configuration.kept, ...written.kept.filter((file) => !isNew(file)), ...ciWritten.kept],
    missingIgnoreLines: hasIgnoreFile ? missingIgnoreLines(await readText(resolve(cwd, ignoreFile), ignoreFile)) : [],
    ...(ci === undefined ? {} : { ci: { system: ci.system, notes: ci.notes } }),
  };
}

/** Writes the files that do not exist. */
async function writeMissing(
  files: readonly SourceFile[],
  cwd: string,
): Promise<{ readonly created: readonly string[]; readonly kept: readonly string[] }> {
  const isThere = await Promise.all(files.map(({ file }) => pathExists(resolve(cwd, file))));
  const missing = files.filter((_, index) => isThere[index] !== true);
  const { created } = await writeFiles([], missing, cwd);
  return { created, kept: files.map(({ file }) => file).filter((_, index) => isThere[index] === true) };
}

/** Adds the files of the CI system to the message if the configuration cannot be written. */
async function pullAfter<T>(created: readonly string[], pull: () => Promise<T>): Promise<T> {
  try {
    return await pull();
  } catch (error) {
    if (!(error instanceof XtapError) || created.length === 0) throw error;
    throw withNotDone(error, `The configuration was not written; written before that: ${created.join(', ')}.`);
  }
}

/** Throws XtapError `usage` if the configuration is for another tenant than the requested one. */
async function hasConfiguration({ dir, tenant, cloud }: InitRequest, runContext: RunContext): Promise<boolean> {
  const { cwd } = runContext;
  if (!(await pathExists(resolve(cwd, dir)))) return false;
  const sources = readSources([dir], cwd);
  if (sources.isEmpty) return false;
  const requested = parseTenantId(tenant ?? '');
  if (requested !== undefined) {
    const files = requireSources(sources, `Cannot read ${dir}.`);
    const { desired } = readValidConfiguration(files, { sourceName: dir, cloud }, runContext);
    if (desired.tenantId !== requested) {
      throw new XtapError('usage', `${dir} is for tenant ${desired.tenantId}, and --tenant names ${requested}.`, {
        notDone: 'Nothing was written.',
        next: 'Use another folder with --dir.',
      });
    }
  }
  return true;
}

async function pullConfiguration(
  request: InitRequest,
  runContext: RunContext,
): Promise<Pick<InitResult, 'tenantId' | 'partners' | 'created' | 'kept'>> {
  const { dir, split, cloud, apiVersion } = request;
  const graph = { ...request.graph, auth: await chooseAuth(request, runContext) };
  const tenantId = await chooseTenant({ ...request, graph }, runContext);
  const pulled = await pullTenant(
    { dir, writesYaml: true, split, snapshot: undefined, live: undefined, tenantId, cloud, apiVersion, graph },
    runContext,
  );
  return { tenantId: pulled.tenantId, partners: pulled.partners, created: pulled.created, kept: [] };
}

/** Asks only if no variable chooses an identity: then `auto` would try the Azure CLI, which probably cannot read. */
async function chooseAuth({ graph, cloud, ask }: InitRequest, { env }: Pick<RunContext, 'env'>): Promise<AuthKind> {
  const target = resolveGraphTarget({ cloud: cloud ?? 'global', apiVersion: 'v1.0', graphUrl: graph.graphUrl });
  const chosen = chooseCredential(graph.auth, env);
  const isOpen = graph.auth === 'auto' && 'kind' in chosen && chosen.kind === 'cli-or-machine';
  if (!ask || !isOpen || target.isLoopback || (env.XTAP_ACCESS_TOKEN ?? '') !== '') return graph.auth;
  const answer = ((await ask('How do you sign in: browser, device or cli? [browser] (--auth)')) ?? '').trim();
  if (answer === '') return 'browser';
  if (answer === 'browser' || answer === 'device' || answer === 'cli') return answer;
  throw new XtapError('usage', `"${answer}" is not browser, device or cli.`, {
    notDone: 'Nothing was written.',
    next: 'Run xtap init again.',
  });
}

async function chooseTenant(request: InitRequest, runContext: RunContext): Promise<TenantId | undefined> {
  const { graph, ask, cloud = 'global' } = request;
  const isPerson = graph.auth === 'browser' || graph.auth === 'device';
  const isKnown = request.tenant !== undefined || (runContext.env.AZURE_TENANT_ID ?? '') !== '';
  const asked = ask && isPerson && !isKnown;
  const question = 'Which tenant: an id or a domain? [the tenant of your account] (--tenant)';
  const name = (asked ? await ask(question) : request.tenant)?.trim() ?? '';
  if (name === '') return undefined;
  const givenId = parseTenantId(name);
  if (givenId !== undefined) return givenId;
  const target = resolveGraphTarget({ cloud, apiVersion: 'v1.0', graphUrl: graph.graphUrl });
  const authority = authorityOf(target, runContext.env);
  const found = await findPublicTenant(authority, name, runContext);
  if (found !== undefined) return found.tenantId;
  throw new XtapError('usage', `${authority} knows no tenant "${name}".`, {
    notDone: 'Nothing was written.',
    next: 'Give an id or a domain.',
  });
}
