/* Recognizes other files, so that the error says what a file is when it was passed as a plan, and what to do. */
import { type FileKind, fileKind, fileKindWords, kindOfObject } from '../../model/fileKind.ts';
import type { JsonObject } from '../../model/json.ts';

export interface OtherFile {
  /** `it is a journal` */
  readonly why: string;
  /** In sentences. */
  readonly next: string;
}

export const planAgain = '"xtap plan -o json=FILE" saves a plan.';

const differences: Partial<Readonly<Record<FileKind, string>>> = {
  snapshot: ', which says what is there and not what to change',
  drift: ', with more in it than a plan',
  configuration: ', and apply takes a .json file for a saved plan',
};

const advice: Partial<Readonly<Record<FileKind, string>>> = {
  journal: '"xtap apply --resume FILE" continues from it.',
  configuration:
    'Give it the extension .yaml (JSON is YAML), or save a plan of it with "xtap plan FILE -o json=PLAN.json".',
};

/** Recognizes a file that is not JSON by its text, before the text is parsed. */
export function describeOtherText(text: string): OtherFile | undefined {
  const kind = fileKind(text);
  return kind === 'journal' || kind === 'archive' || kind === 'configuration' ? describeKind(kind) : undefined;
}

/** Undefined for a plan and for an unknown file. */
export function describeOtherFile(file: JsonObject): OtherFile | undefined {
  const kind = kindOfObject(file);
  return kind === undefined || kind === 'plan' ? undefined : describeKind(kind);
}

function describeKind(kind: FileKind): OtherFile {
  return { why: `it is ${fileKindWords[kind]}${differences[kind] ?? ''}`, next: advice[kind] ?? planAgain };
}
