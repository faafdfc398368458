/*
 * Writes text from a tenant as YAML. Names and labels are third-party text: whatever they contain, the result is one
 * scalar on one line that reads back as the same text, and in a comment the text cannot end the comment.
 */
import { isGuid } from '../../model/tenantId.ts';
import { truncate } from '../../platform/text.ts';

/** Text that needs no quotes at any place, and that every version of YAML reads as text. */
const plain = /^[\p{L}_][\p{L}\p{M}\p{N}_.&'()/+-]*(?: [\p{L}\p{M}\p{N}_.&'()/+-]+)*$/u;
const otherMeaning = /^(?:true|false|null|yes|no|on|off|y|n)$/iu;

/** Characters that are invisible, reorder the line, or are not text: always escaped. */
const unsafe = /[\p{C}\p{Zl}\p{Zp}]/gu;

export function scalarText(text: string): string {
  if (isGuid(text) || (plain.test(text) && !otherMeaning.test(text))) return text;
  return escapeUnsafe(JSON.stringify(text));
}

/** One line of limited length. */
export function commentText(text: string): string {
  return truncate(escapeUnsafe(text), 300);
}

function escapeUnsafe(text: string): string {
  return text.replace(unsafe, (character) =>
    Array.from({ length: character.length }, (_, index) => unit(character.charCodeAt(index))).join(''),
  );
}

function unit(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}
