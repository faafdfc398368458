/*
 * Reads from any YAML file of a commit the tenants and limits that it declares. Most of these files have nothing to do
 * with xtap, so other content is not an error: a limit counts if it is written as xtap reads it.
 */
import { type GivenLimits, guardLimitNames } from '../../model/desiredState.ts';
import { fieldTable } from '../../model/fieldTable.ts';
import type { Position } from '../../model/position.ts';
import { parseTenantId, type TenantId } from '../../model/tenantId.ts';
import { type DocumentValue, documentReader } from '../read/codecs/configuration.ts';
import { type DecodeError, type Reader, readRoot } from '../read/codecs/reader.ts';
import type { NewFinding, ReportFinding } from '../read/findings.ts';
import { ignoredOf } from '../read/locate.ts';
import type { SourceFile } from '../read/sourceFile.ts';
import { checkText } from '../read/sourceText.ts';
import type { PlainDocument } from '../read/yaml/plainValue.ts';
import { readYaml } from '../read/yaml/readYaml.ts';

export interface Statements {
  /** The tenants that the file declares with a top-level `tenant`. */
  readonly tenants: readonly TenantDeclaration[];
  readonly limits: readonly GivenLimits[];
  /** Set if the text looks like a limit that cannot be read, so that `limits` may be incomplete. */
  readonly problem?: NewFinding;
}

/** The statements of a file of the commit, with its name relative to the top of the repository. */
export interface FileStatements extends Statements {
  readonly name: string;
}

export function hasStatements({ tenants, limits }: Statements): boolean {
  const isLimit = (each: Statements['limits'][number]): boolean =>
    Object.keys(each.guards).length + each.protected.length + each.ignored.length > 0 ||
    each.undeclaredPartners !== undefined;
  return tenants.length > 0 || limits.some(isLimit);
}

export interface TenantDeclaration {
  readonly tenantId: TenantId;
  readonly position: Position;
}

const limitKeys = ['guards', 'protected', 'ignored', 'undeclaredPartners'] as const;
const relevantKeys = ['tenant', ...limitKeys].join('|');

/** For `git grep`: a file without such a line has no statements. An escape in a string can spell any key. */
export const relevantLines: readonly string[] = [relevantKeys, String.raw`\\[xuU]`, String.raw`\\.?$`, 'git-lfs'];

/** A key, possibly with a quote, blanks and comments before the colon. */
const keyAnywhere = new RegExp(String.raw`(?:${relevantKeys})["']?\s*(?:#[^\n]*\n\s*)*:`);
const escapedText = /\\(?:[xuU]|\r?\n)/;
const aliasAsKey = /\*[^\s,[\]{}]+\s*:/;

/** The first line of a block mapping whose keys begin in the first column. */
const plainRoot = /^(?:[ \t]*(?:#.*)?\r?\n|%.*\n)*[\w"'-]/;
/** In the first column: a relevant key, or another way to give a mapping such a key. */
const relevantKeyAtRoot = new RegExp(String.raw`^(?:["']?(?:${relevantKeys})["']?[ \t]*:|[?&!*<]|"[^"\n]*\\)`, 'm');

/**
 * False only if no mapping at the root of a document can have a relevant key. Parsing is a hundred times slower, and in
 * a repository with many manifests such a key is often somewhere below the root.
 */
export function mayHaveStatements(text: string): boolean {
  const isPossible = keyAnywhere.test(text) || escapedText.test(text) || aliasAsKey.test(text);
  const isInRoot = (document: string): boolean => !plainRoot.test(document) || relevantKeyAtRoot.test(document);
  return (
    isPossible && text.split(/^(?:---|\.\.\.)(?=\s)/m).some((document) => document.trim() !== '' && isInRoot(document))
  );
}

export function readStatements(source: SourceFile): Statements {
  let problem: NewFinding | undefined;
  const report = (finding: NewFinding): void => {
    problem ??= finding;
  };
  const codec = documentReader(fieldTable);
  const text = checkText(source, report);
  const documents = text === undefined ? [] : readYaml({ file: source.file, text }, report).documents;
  const statements = documents.map((document) => documentStatements(document, codec, report));
  const tenants = statements.flatMap(({ tenant }) => tenant ?? []);
  const limits = statements.flatMap((each) => each.limits ?? []);
  if (problem === undefined) return { tenants, limits };
  return {
    tenants: [...tenants, ...tenantsInText(source)],
    limits,
    ...(looksLikeLimits(source.text) && { problem }),
  };
}

interface DocumentStatements {
  readonly tenant?: TenantDeclaration;
  readonly limits?: GivenLimits;
}

function documentStatements(
  { value, places }: PlainDocument,
  codec: Reader<DocumentValue>,
  report: ReportFinding,
): DocumentStatements {
  let isForeign = false;
  const note = ({ code, message, context }: DecodeError): void => {
    const [, top, ...deeper] = context;
    if (code === 'unknown-key' && deeper.length === 0) isForeign = true;
    if (limitKeys.some((key) => key === top?.key)) report({ code, message, position: places.ofRoot() });
  };
  const read = readRoot(codec, value, note);
  if (!read) return {};
  const { tenant, version, guards, protected: protectedIds, ignored, undeclaredPartners } = read.parts;
  // Files of other programs may also have a key `tenant`.
  const declares = tenant !== undefined && (version === 1 || !isForeign);
  return {
    limits: {
      file: places.ofRoot().file,
      guards: guards?.parts ?? {},
      protected: protectedIds?.entries.map((entry) => entry.value) ?? [],
      ignored: ignored?.entries.flatMap((entry) => ignoredOf(entry.value, places)).map(({ value: each }) => each) ?? [],
      undeclaredPartners,
    },
    ...(declares && { tenant: { tenantId: tenant, position: places.ofValue(read.holder, 'tenant') } }),
  };
}

/** Finds tenants in a text that is not valid YAML: xtap must still know which files belong to other tenants. */
function tenantsInText({ file, text }: SourceFile): readonly TenantDeclaration[] {
  return [...text.matchAll(/^(["']?)tenant\1[ \t]*:[ \t]*["']?([0-9a-f-]{36})\b/gim)].flatMap((match) => {
    const tenantId = parseTenantId(match[2] ?? '');
    const line = text.slice(0, match.index).split('\n').length;
    return tenantId ? [{ tenantId, position: { file, line, column: 1 } }] : [];
  });
}

const guid = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/i;

function looksLikeLimits(text: string): boolean {
  const hasKey = (key: string): boolean => new RegExp(`^(["']?)${key}\\1[ \\t]*:`, 'm').test(text);
  return (
    hasKey('undeclaredPartners') ||
    ((hasKey('protected') || hasKey('ignored')) && guid.test(text)) ||
    (hasKey('guards') && guardLimitNames.some((name) => text.includes(name)))
  );
}
