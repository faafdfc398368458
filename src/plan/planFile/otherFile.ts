/* Recognizes other files, so that the error says what a file is when it was passed as a plan. */
import { type FileKind, fileKind, fileKindWords, kindOfObject } from '../../model/fileKind.ts';
import type { JsonObject } from '../../model/json.ts';

const planAgain = '"xtap plan -o json=FILE" saves a plan';

const advice: Partial<Readonly<Record<FileKind, string>>> = {
  snapshot: `, which says what is there and not what to change; ${planAgain}`,
  drift: `, with more in it than a plan; ${planAgain}`,
  journal: '; "xtap apply --resume FILE" continues from it',
  configuration: `, and apply takes a .json file for a saved plan; give it the extension .yaml (JSON is YAML), or save a plan of it with "xtap plan FILE -o json=PLAN.json"`,
};

/** Recognizes a file that is not JSON by its text, before the text is parsed. */
export function describeOtherText(text: string): string | undefined {
  const kind = fileKind(text);
  return kind === 'journal' || kind === 'archive' || kind === 'configuration' ? describeKind(kind) : undefined;
}

/** Says what a file is instead of a plan, and what to do; undefined for a plan and for an unknown file. */
export function describeOtherFile(file: JsonObject): string | undefined {
  const kind = kindOfObject(file);
  return kind === undefined || kind === 'plan' ? undefined : describeKind(kind);
}

function describeKind(kind: FileKind): string {
  return `it is ${fileKindWords[kind]}${advice[kind] ?? `; ${planAgain}`}`;
}
