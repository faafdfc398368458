/*
 * Recognizes the kind of a file by its content, for the message when one kind of file is given in the place of another:
 * xtap writes several kinds of JSON, and other tools write more. Each reader decides by itself what it accepts.
 */

import { isJsonObject, type JsonObject, parseUntrustedJson } from './json.ts';

export type FileKind = keyof typeof fileKindWords;

export const fileKindWords = {
  configuration: 'a configuration',
  plan: 'a saved plan',
  snapshot: 'a snapshot',
  'graph-answer': 'an answer of Microsoft Graph',
  journal: 'a journal',
  'sign-ins': 'a sign-ins file',
  report: 'the report of an apply',
  explanation: 'what "xtap explain" printed',
  doctor: 'what "xtap doctor" printed',
  replay: 'what "xtap replay" printed',
  discovery: 'what "xtap discover" printed',
  error: 'the error that a run ended with',
  drift: 'what "xtap drift --correct" printed',
  terraform: 'a file of Terraform',
  archive: 'a zip archive, as a saved plan of Terraform is',
} as const;

interface Mark {
  readonly kind: FileKind;
  /** Members that such a file has. The first mark that fits decides. */
  readonly keys: readonly string[];
}

const marks: readonly Mark[] = [
  { kind: 'sign-ins', keys: ['kind', 'coverage', 'rows'] },
  { kind: 'snapshot', keys: ['partners', 'apiVersion'] },
  { kind: 'report', keys: ['planDigest', 'outcomes'] },
  { kind: 'explanation', keys: ['partner', 'settings'] },
  { kind: 'doctor', keys: ['checks'] },
  { kind: 'replay', keys: ['planDigest', 'exposure'] },
  { kind: 'discovery', keys: ['sources', 'unresolvedDomains'] },
  { kind: 'error', keys: ['error'] },
  { kind: 'drift', keys: ['correction'] },
  { kind: 'plan', keys: ['digest', 'changes'] },
  { kind: 'terraform', keys: ['terraform_version'] },
  { kind: 'graph-answer', keys: ['@odata.context', 'value'] },
  { kind: 'configuration', keys: ['tenant'] },
  { kind: 'configuration', keys: ['partners'] },
  { kind: 'configuration', keys: ['profiles'] },
];

/** The kind of an object that was read as JSON; undefined for any other object. */
export function kindOfObject(file: JsonObject): FileKind | undefined {
  return marks.find(({ keys }) => keys.every((key) => Object.hasOwn(file, key)))?.kind;
}

/** A journal is one JSON value in each line, and the whole is not JSON. */
const journal = { beginning: /^\{[^\n]*"type":"header"/, characters: 256 };
const archive = 'PK\u0003\u0004';
const yamlConfiguration = /^(?:version|tenant|partners|profiles):(?:\s|$)/m;

/** The text may begin with a byte order mark. */
export function fileKind(marked: string): FileKind | undefined {
  const text = marked.replace(/^\uFEFF/, '');
  if (text.startsWith(archive)) return 'archive';
  if (journal.beginning.test(text.slice(0, journal.characters))) return 'journal';
  if (!/^\s*\{/.test(text)) return yamlConfiguration.test(text) ? 'configuration' : undefined;
  const value = parsed(text);
  return isJsonObject(value) ? kindOfObject(value as JsonObject) : undefined;
}

function parsed(text: string): unknown {
  try {
    return parseUntrustedJson(text);
  } catch {
    return undefined;
  }
}
