import type { TextPage } from './colors.ts';
import { displayWidth, shorten } from './displayWidth.ts';
import { terminalText } from './escape.ts';

export interface Title {
  /** The sign, painted, with the space behind it. */
  readonly lead: { readonly text: string; readonly columns: number };
  /** Third-party text. */
  readonly name: string;
  readonly paintName: (name: string) => string;
  readonly tenantId: string | undefined;
  /** Where the configuration says so; empty if unknown. */
  readonly place: string;
}

/** Sign, name and id; the place at the right edge, or on a row of its own if the first has no room for it. */
export function titleRows(
  { lead, name, paintName, tenantId, place }: Title,
  { colors, width }: TextPage,
): readonly string[] {
  const id = tenantId === undefined ? '' : `  ${tenantId}`;
  const columns = 2 + lead.columns;
  const shown = shorten(terminalText(name), Math.max(12, width - columns - id.length));
  const title = `  ${lead.text}${paintName(shown)}${colors.dim(id)}`;
  if (place === '') return [title];
  const gap = width - columns - displayWidth(shown) - id.length - displayWidth(place);
  return gap >= 2 ? [`${title}${' '.repeat(gap)}${colors.dim(place)}`] : [title, `      ${colors.dim(place)}`];
}
