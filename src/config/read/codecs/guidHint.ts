import { isGuid } from '../../../model/tenantId.ts';

/** Whose id is wanted, in words. */
export interface ExpectedId {
  readonly id: string;
  /** Keys beside this one that take what people write here by mistake. */
  readonly beside?: readonly ('domain' | 'name')[];
}

const exampleGuid = '01234567-89ab-cdef-0123-456789abcdef';
const longest = 253;

/** What to write in place of text that is no GUID: the GUID in it, or what kind of id is wanted. */
export function guidHint(input: string, { id, beside = [] }: ExpectedId): string {
  const found = guidWithin(input);
  if (found !== undefined) return `write \`${found}\``;
  const kind = kindOf(input);
  if (kind === undefined) return `${id} is a GUID, written like \`${exampleGuid}\``;
  const key = kind === 'domain' || kind === 'name' ? beside.find((each) => each === kind) : undefined;
  const elsewhere = key === undefined ? '' : `; \`${key}\` beside it takes the ${kind}`;
  return `that reads like ${kind === 'address' ? 'an' : 'a'} ${kind}: write ${id}, a GUID like \`${exampleGuid}\`${elsewhere}`;
}

/** In braces, with space around it, or without its hyphens. */
function guidWithin(input: string): string | undefined {
  if (input.length > longest) return undefined;
  const digits = input.trim().replace(/^\{|\}$/g, '');
  const hyphened = digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return [digits, hyphened].find(isGuid);
}

function kindOf(input: string): 'address' | 'domain' | 'name' | undefined {
  if (input.length > longest) return undefined;
  if (/^\S+@\S+$/.test(input)) return 'address';
  if (/^[\w-]+(\.[\w-]+)*\.[a-z]{2,}$/i.test(input)) return 'domain';
  // Two letters in a row that are no hexadecimal digits are no slip in a GUID.
  return /[g-z]{2}|\p{L}\s|[^\p{ASCII}]/iu.test(input) ? 'name' : undefined;
}
