/*
 * Text from a tenant, as YAML. Names and labels are third-party text: whatever they hold, they come out as one scalar on
 * one line that reads back as the very same text, and in a comment they cannot end the comment.
 */
import { isGuid } from '../../model/tenantId.ts';

/** What needs no quotes wherever it stands, and what no reader of YAML, old or new, takes for something else. */
const plain = /^[\p{L}_][\p{L}\p{M}\p{N}_.&'()/+-]*(?: [\p{L}\p{M}\p{N}_.&'()/+-]+)*$/u;
const otherMeaning = /^(?:true|false|null|yes|no|on|off|y|n)$/iu;

/** Characters that are invisible, reorder the line, or are no text: never raw in a file. */
const hidden = /[\p{C}\p{Zl}\p{Zp}]/gu;

export function scalarText(text: string): string {
  if (isGuid(text) || (plain.test(text) && !otherMeaning.test(text))) return text;
  return escaped(JSON.stringify(text));
}

/** One line, whatever it holds, and not endless. */
export function commentText(text: string): string {
  const line = escaped(text);
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}

function escaped(text: string): string {
  return text.replace(hidden, (character) =>
    Array.from({ length: character.length }, (_, index) => unit(character.charCodeAt(index))).join(''),
  );
}

function unit(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}
