/*
 * The trust map: a table of partners × settings, coloured by effective access. The table is complete without the
 * script, which adds filter, keyboard and detail pane.
 *
 * 3,000 partners make 40,000 cells. So a cell is one element with one text of two lines (access level, then source),
 * and rows form groups that the browser lays out only when they are visible (`content-visibility`). Rejected: rows that
 * the script creates while the reader scrolls; they are missing when the page is searched, printed or read without
 * script.
 */

import type { AccessSource } from '../../access/effective.ts';
import type { AccessLevel } from '../../access/level.ts';
import type { AccessCell, TrustMap } from '../../access/trustMap.ts';
import type { CheckResult } from '../../check/runRules.ts';
import type { Impact } from '../../model/plan.ts';
import type { TenantId } from '../../model/tenantId.ts';
import type { PlanPurpose } from '../plan/planWording.ts';
import { htmlText } from '../text/escape.ts';
import { impactText, nameHtml } from './markup.ts';

export const accessLevelWords: Readonly<Record<AccessLevel, string>> = {
  open: 'Open',
  partly: 'Partly',
  closed: 'Closed',
  unknown: 'Unknown',
};

const sourceWords: Readonly<Record<AccessSource, string>> = {
  own: 'own',
  inherited: 'inherited',
  unset: 'not set',
};

const groupSize = 50;

/** `findings`: failed and waived results of `check`; each is named in the row of its subject. */
export function trustMap(
  { settings, default: defaultAccess, partners }: TrustMap,
  purpose: PlanPurpose,
  findings: readonly CheckResult[],
): string {
  const rules = rulesBySubject(findings);
  const columns = settings.map(({ name }) => `<th role="columnheader" scope="col">${breakable(name)}</th>`);
  const defaultRow = row(
    { label: `<b>Any other tenant</b>default settings${rules('default')}`, ...defaultAccess },
    cellMaker('default', purpose),
  );
  const makeCell = cellMaker(sourceWords.own, purpose);
  const rows = partners.map(({ tenantId, name, impact, cells }) => {
    const label = name === undefined ? `<b>${tenantId}</b>` : `<b>${nameHtml(name)}</b>${tenantId}`;
    return row({ tenantId, label: `${label}${rules(tenantId)}`, impact, cells }, makeCell);
  });
  return `<div class="scroll" role="group" aria-labelledby="map-title" tabindex="0">
<table role="grid" class="map" aria-labelledby="map-title" aria-describedby="map-keys">
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Partner</th>${columns.join('')}</tr>
${defaultRow}</thead>
${groups(rows).join('\n')}
</table>
</div>`;
}

/** The rules that a subject fails, as HTML; empty if it fails none. */
function rulesBySubject(findings: readonly CheckResult[]): (subject: string) => string {
  const found = new Map<string, { readonly fail: Set<string>; readonly waived: Set<string> }>();
  for (const { subject, rule, result } of findings) {
    const key = subject.tenantId ?? subject.resource;
    const of = found.get(key) ?? { fail: new Set(), waived: new Set() };
    found.set(key, of);
    if (result === 'fail' || result === 'waived') of[result].add(rule.id);
  }
  const words = (verb: string, ids: ReadonlySet<string>): readonly string[] =>
    ids.size === 0 ? [] : [`${verb} ${[...ids].join(', ')}`];
  return (subject) => {
    const of = found.get(subject);
    if (!of) return '';
    const text = htmlText([...words('fails', of.fail), ...words('waived', of.waived)].join('; '));
    return `<span class="fails" title="${text}">${text}</span>`;
  };
}

function groups(rows: readonly string[]): readonly string[] {
  const amount = Math.ceil(rows.length / groupSize);
  return Array.from({ length: amount }, (_, index) => {
    const group = rows.slice(index * groupSize, (index + 1) * groupSize);
    return `<tbody role="rowgroup">\n${group.join('\n')}\n</tbody>`;
  });
}

interface MapRow {
  /** The script looks for the change of this partner; undefined for the default settings. */
  readonly tenantId?: TenantId;
  /** As HTML. */
  readonly label: string;
  readonly impact: Impact;
  readonly cells: readonly AccessCell[];
}

// Some browsers drop the roles of table elements whose `display` is changed, so the roles are explicit.
function row({ tenantId, label, impact, cells }: MapRow, makeCell: (cell: AccessCell) => string): string {
  const body = cells.map(makeCell).join('');
  const tenant = tenantId === undefined ? '' : ` data-tenant="${tenantId}"`;
  return `<tr role="row"${tenant} data-impact="${impact}"><th role="rowheader" scope="row">${label}</th>${body}</tr>`;
}

/** Partners share cells, so each distinct cell is rendered once. `ownWords` names the source of a cell's own value. */
function cellMaker(ownWords: string, purpose: PlanPurpose): (cell: AccessCell) => string {
  const made = new Map<AccessCell, string>();
  return (cell) => {
    const html =
      made.get(cell) ?? `<td role="gridcell" class="${classesOf(cell)}">${cellHtml(cell, ownWords, purpose)}</td>`;
    made.set(cell, html);
    return html;
  };
}

function classesOf({ after, changed, impact }: AccessCell): string {
  const quiet = after.source === 'own' ? [] : ['quiet'];
  return [after.level, ...quiet, ...(changed ? ['changed', impact] : [])].join(' ');
}

/** The style sheet shows the first line as the access level and the second line smaller. */
function cellHtml({ before, after, changed, impact }: AccessCell, ownWords: string, purpose: PlanPurpose): string {
  const source = after.source === 'own' ? ownWords : sourceWords[after.source];
  if (!changed) return `${accessLevelWords[after.level]}\n${source}`;
  const [levelBefore, levelAfter] = [before, after].map(
    ({ level }) => `<i class="${level}">${accessLevelWords[level]}</i>`,
  );
  return `${levelBefore} → ${levelAfter}\n${impactText(impact, purpose)}, ${source}`;
}

/** The longest part of a name that fits its column. */
const longestPart = 13;

/** Allows a line break before each capital letter of Graph's long names, and inside a part that is too long. */
function breakable(name: string): string {
  const parts = name.split(/(?<=[a-z0-9])(?=[A-Z][a-z])/);
  const pieces = parts.flatMap((part) => {
    const middle = Math.ceil(part.length / 2);
    return part.length > longestPart ? [part.slice(0, middle), part.slice(middle)] : [part];
  });
  return pieces.map(htmlText).join('<wbr>');
}
