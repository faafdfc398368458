/*
 * Recognizes another kind of file that was given as a configuration. Without this, each of its keys would be an error.
 */
import { type FileKind, fileKind, fileKindWords } from '../../model/fileKind.ts';
import type { NewFinding } from './findings.ts';
import type { SourceFile } from './sourceFile.ts';

const hints: Partial<Readonly<Record<FileKind, string>>> = {
  plan: '"xtap apply FILE" applies a saved plan',
  snapshot: '"xtap plan --live FILE" plans against a snapshot',
  'graph-answer': '"xtap plan --live FILE" plans against it; its partners can be pasted below `partners:`',
  journal: '"xtap apply --resume FILE" explains the interrupted run',
};

const importHint = '"xtap pull" writes the configuration of the live tenant';

function hintFor(kind: FileKind, file: string): string {
  const hint = hints[kind]?.replace('FILE', file) ?? importHint;
  return kind === 'plan' && !/\.jsonl?$/i.test(file)
    ? `"xtap apply" takes a saved plan by its extension: rename it to ${file}.json`
    : hint;
}

/** Undefined for a configuration, and for what has no mark of another kind. */
export function otherFile({ file, text }: SourceFile): NewFinding | undefined {
  const kind = /^(?:\s*\{|PK)/.test(text) ? fileKind(text) : undefined;
  if (kind === undefined || kind === 'configuration') return undefined;
  return {
    code: 'wrong-file',
    message: `${file} is not a configuration: it is ${fileKindWords[kind]}`,
    hint: hintFor(kind, file),
    position: { file, line: 1, column: 1 },
  };
}
