/* What is wrong with text that should be a GUID, and what to write in its place. */
import { isGuid } from '../../../model/tenantId.ts';
import { excerpt } from '../../../platform/text.ts';
import { invisibleIn, invisibleWords, withoutInvisible } from '../invisible.ts';

/** The id that a key takes, in words. */
export interface ExpectedId {
  readonly id: string;
  /** Other text that may stand there, in words: `AllUsers`. */
  readonly or?: string;
  /** Other keys of the same mapping that take the kind of value that was written here by mistake. */
  readonly beside?: readonly ('domain' | 'name')[];
}

const exampleGuid = '01234567-89ab-cdef-0123-456789abcdef';
const maxLength = 1000;

/** A GUID of zeros only: no tenant, user, group or application has it. */
export function isPlaceholder(text: string): boolean {
  return isGuid(text) && /^[0-]+$/.test(text);
}

export function guidMistake(input: string, wanted: ExpectedId): { readonly message: string; readonly hint: string } {
  const { id, or } = wanted;
  if (isPlaceholder(input)) {
    return { message: `\`${input}\` is a placeholder: all its digits are 0`, hint: `write ${id}` };
  }
  const alternatives = or === undefined ? '' : `, nor ${or}`;
  const message = `"${excerpt(input)}" is not a GUID${alternatives}`;
  const [first, ...others] = input.length > maxLength ? [] : guidsIn(input);
  if (first === undefined) return { message, hint: kindHint(input, wanted) };
  if (others.length > 0) {
    const many = others.length === 1 ? 'two GUIDs' : `${others.length + 1} GUIDs`;
    return { message: `"${excerpt(input)}" contains ${many}`, hint: 'write one entry for each of them' };
  }
  const reason = copiedWith(input);
  return { message: `${message}${reason === undefined ? '' : `: it contains ${reason}`}`, hint: `write \`${first}\`` };
}

/** Characters that come along when an id is copied. */
function copiedWith(input: string): string | undefined {
  const invisible = invisibleIn(input);
  if (invisible !== undefined) return invisibleWords(invisible);
  const [quote] = /[\u2018-\u201f\u00ab\u00bb\u2039\u203a]/.exec(input) ?? [];
  if (quote !== undefined) return `typographic quotes (${quote})`;
  const [dash] = dashes.exec(input) ?? [];
  return dash === undefined ? undefined : `a typographic dash (${dash}) in place of \`-\``;
}

const dashes = /[\u2010-\u2015\u2212]/;

/** In braces or quotes, in a URL, with other characters in it, or without its hyphens. */
export function guidsIn(input: string): readonly string[] {
  const text = withoutInvisible(input).replace(new RegExp(dashes.source, 'g'), '-');
  const found = text.match(/(?<![0-9a-f])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f])/gi);
  if (found) return [...new Set(found.map((each) => each.toLowerCase()))];
  const digits = text.replace(/^\W+|\W+$|[\s-]/g, '');
  const hyphened = digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return isGuid(hyphened) ? [hyphened] : [];
}

function kindHint(input: string, { id, beside = [] }: ExpectedId): string {
  const kind = kindOf(input);
  if (kind === undefined) return `${id} is a GUID, written like \`${exampleGuid}\``;
  const key = beside.find((each) => each === kind);
  const elsewhere = key === undefined ? '' : `; \`${key}\` beside it takes the ${key}`;
  return `that reads like ${kind === 'address' ? 'an' : 'a'} ${kind}: write ${id}, a GUID like \`${exampleGuid}\`${elsewhere}`;
}

function kindOf(input: string): 'address' | 'domain' | 'name' | 'URL' | undefined {
  if (input.length > 253) return undefined;
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(input)) return 'URL';
  if (/^\S+@\S+$/.test(input)) return 'address';
  if (/^[\w-]+(\.[\w-]+)*\.[a-z]{2,}$/i.test(input)) return 'domain';
  // Two letters in a row that are not hexadecimal digits are not a typing error in a GUID.
  return /[g-z]{2}|\p{L}\s|[^\p{ASCII}]/iu.test(input) ? 'name' : undefined;
}
