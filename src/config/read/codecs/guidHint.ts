import { isGuid } from '../../../model/tenantId.ts';

/** The id that a key takes, in words. */
export interface ExpectedId {
  readonly id: string;
  /** Other keys of the same mapping that take the kind of value that was written here by mistake. */
  readonly beside?: readonly ('domain' | 'name')[];
}

const exampleGuid = '01234567-89ab-cdef-0123-456789abcdef';
const maxLength = 253;

/** The advice for text that is not a GUID: write the GUID that it contains, or the kind of id that the key takes. */
export function guidHint(input: string, { id, beside = [] }: ExpectedId): string {
  const guid = guidWithin(input);
  if (guid !== undefined) return `write \`${guid}\``;
  const kind = kindOf(input);
  if (kind === undefined) return `${id} is a GUID, written like \`${exampleGuid}\``;
  const key = kind === 'domain' || kind === 'name' ? beside.find((each) => each === kind) : undefined;
  const elsewhere = key === undefined ? '' : `; \`${key}\` beside it takes the ${kind}`;
  return `that reads like ${kind === 'address' ? 'an' : 'a'} ${kind}: write ${id}, a GUID like \`${exampleGuid}\`${elsewhere}`;
}

/** A GUID in braces, with space around it, or without its hyphens. */
function guidWithin(input: string): string | undefined {
  if (input.length > maxLength) return undefined;
  const digits = input.trim().replace(/^\{|\}$/g, '');
  const hyphened = digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return [digits, hyphened].find(isGuid);
}

function kindOf(input: string): 'address' | 'domain' | 'name' | undefined {
  if (input.length > maxLength) return undefined;
  if (/^\S+@\S+$/.test(input)) return 'address';
  if (/^[\w-]+(\.[\w-]+)*\.[a-z]{2,}$/i.test(input)) return 'domain';
  // Two consecutive letters that are not hexadecimal digits are not a typing error in a GUID.
  return /[g-z]{2}|\p{L}\s|[^\p{ASCII}]/iu.test(input) ? 'name' : undefined;
}
