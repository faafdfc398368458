/*
 * Drift for a terminal: the differences, from declared to live, the most open first; then what waits, what is
 * undeclared, and who changed it. The last line counts everything that caused exit code 2.
 */

import picocolors from 'picocolors';
import type { Plan } from '../../model/plan.ts';
import type { Drift } from '../../plan/drift/describeDrift.ts';
import type { DriftStep } from '../../plan/drift/driftStep.ts';
import {
  type ChangeGroup,
  decidingPlace,
  foldedSentence,
  foldFields,
  type GroupBy,
  placeWords,
} from '../plan/changeGroups.ts';
import type { PlanContext } from '../plan/countWording.ts';
import { stepWords } from '../plan/fieldWords.ts';
import { conditionSentences, noteLines } from '../plan/planNotes.ts';
import { headerLines, type PlanTextDetail, requestLines } from '../plan/planText.ts';
import {
  type ColumnLayout,
  columnsOf,
  type FieldMarks,
  fieldIndent,
  fieldLine,
  fieldRows,
  maxTargets,
  paintImpact,
  sentenceIndents,
} from '../plan/planTextFields.ts';
import { maxNames } from '../plan/planTextMembers.ts';
import { changeName, declaredAt } from '../plan/planWording.ts';
import { silencedSentences } from '../plan/undeclaredWording.ts';
import { type DriftReview, reviewDrift } from '../review.ts';
import type { TextPage } from '../text/colors.ts';
import { terminalText } from '../text/escape.ts';
import { nameRows } from '../text/nameRows.ts';
import { titleRows } from '../text/titleRows.ts';
import { digestLines, wrapText, wrapWords } from '../text/wrapText.ts';
import {
  fieldMark,
  groupSteps,
  markOfField,
  nextSteps,
  sameAccess,
  stepName,
  stepSentences,
  stepSign,
  waitingTitle,
} from './driftWording.ts';
import { inheritedIn } from './inheritedValues.ts';

export interface DriftTextOptions {
  readonly color: boolean;
  readonly width: number;
  readonly context?: PlanContext | undefined;
  readonly detail: PlanTextDetail;
  /** Method, URL and body of every request that apply would send. */
  readonly showRequests?: boolean;
  readonly groupBy: GroupBy;
  readonly lastLines: readonly string[];
  /** Of the plan, or of the correction that was applied. */
  readonly digest: string;
  /** Who changed it, and the report of a correction; each ends with a newline, or is empty. */
  readonly sections: readonly string[];
}

export function renderDriftText(plan: Plan, drift: Drift, options: DriftTextOptions): string {
  const page = { colors: picocolors.createColors(options.color), width: options.width };
  const sections = options.sections.filter((section) => section !== '');
  const last = [...closingLines(drift, { ...options, ...page }), ''].join('\n');
  if (options.detail === 'summary') return [...sections, last].join('');
  const review = reviewDrift(plan, drift);
  const steps = options.detail === 'brief' ? briefLines(review, page) : stepLines(review, drift, options.groupBy, page);
  const body = [
    ...headerLines(plan, options.context, page.width),
    '',
    ...steps,
    ...waitingLines(review, page),
    ...(options.showRequests ? requestBlock(plan, page) : []),
    ...noteLines(review, { ...page, groupBy: options.groupBy, purpose: 'drift' }),
    ...conditionBlock(review, page),
  ];
  return [`${body.join('\n')}\n`, ...sections.map((section) => `${section}\n`), last].join('');
}

function conditionBlock(review: DriftReview, { width }: TextPage): readonly string[] {
  const sentences = [...silencedSentences(review), ...conditionSentences(review, 'drift')];
  const lines = sentences.flatMap((sentence) => wrapText(sentence, width, lineIndents));
  return lines.length === 0 ? [] : [...lines, ''];
}

const driftMarks: FieldMarks = {
  impactOf: markOfField,
  originOf: ({ origin }) => (origin === 'both' ? 'both' : ''),
  conflict: 'A merge that is not applied yet changes it, too.',
};

/** The widest mark, and `both` beside it. */
const markColumns = { alone: 12, withOrigin: 18 };

function stepLines(review: DriftReview, drift: Drift, groupBy: GroupBy, page: TextPage): readonly string[] {
  const inherited = inheritedIn(drift, review.names);
  const parts = groupSteps(review, groupBy).map((group) => {
    const { change, fields } = group;
    const { shown, folded } = groupBy === 'none' ? { shown: fields, folded: [] } : foldFields(fields);
    const lookup = inherited(change);
    const lines = shown.map((field) => fieldLine(field, stepWords(field, lookup(field), maxTargets)));
    return { group, lines, same: foldedSentence(folded, sameAccess(change)) };
  });
  const lines = parts.flatMap((part) => part.lines);
  const hasOrigin = lines.some(({ field }) => field.origin === 'both');
  const columns = columnsOf(lines, page.width, hasOrigin ? markColumns.withOrigin : markColumns.alone);
  const layout: ColumnLayout = { ...columns, ...page, marks: driftMarks };
  return parts.flatMap(({ group, same, ...part }) => [
    ...titleOf(group, page),
    ...stepSentences(group.change).flatMap((sentence) => indented(sentence, page)),
    ...part.lines.flatMap((line) => fieldRows(line, layout)),
    ...indented(same, page).map(page.colors.dim),
    ...memberRows(group, page),
    '',
  ]);
}

function titleOf(group: ChangeGroup<DriftStep>, page: TextPage): readonly string[] {
  const { change, changes } = group;
  const sign = stepSign[change.impact];
  return titleRows(
    {
      lead: { text: `${paintImpact(change, page.colors, sign)} `, columns: sign.length + 1 },
      name: stepName(group),
      paintName: page.colors.bold,
      tenantId: changes.length === 1 && change.name !== undefined ? change.tenantId : undefined,
      place: terminalText(placeWords(group)),
    },
    page,
  );
}

function memberRows({ changes }: ChangeGroup<DriftStep>, { width }: TextPage): readonly string[] {
  if (changes.length === 1) return [];
  return nameRows(changes.map(changeName), { max: maxNames, rows: 1, width, indent: fieldIndent });
}

function indented(sentence: string | undefined, { width }: TextPage): readonly string[] {
  if (sentence === undefined) return [];
  return wrapText(terminalText(sentence), width, sentenceIndents);
}

function briefLines(review: DriftReview, page: TextPage): readonly string[] {
  const rows = groupSteps(review, 'none').map((group) => {
    const mark = fieldMark[group.change.impact].padEnd(fieldMark.broadens.length + 2);
    const { change } = group;
    const tenantId = change.name === undefined ? undefined : change.tenantId;
    const lead = { text: paintImpact(change, page.colors, mark), columns: mark.length };
    const place = terminalText(declaredAt(decidingPlace(group)));
    return titleRows({ lead, name: stepName(group), paintName: page.colors.bold, tenantId, place }, page)[0] ?? '';
  });
  return rows.length === 0 ? [] : [...rows, ''];
}

/** One line for each partner: the fields that apply would write. */
function waitingLines({ waiting: steps }: DriftReview, page: TextPage): readonly string[] {
  if (steps.length === 0) return [];
  const lines = steps.flatMap((step) => {
    const id = step.name === undefined || step.tenantId === undefined ? '' : `  ${step.tenantId}`;
    const fields = step.fields.length === 0 ? stepSentences(step) : step.fields.map(({ path }) => path);
    const text = `${changeName(step)}${id}  ${fields.join(', ')}`;
    return wrapText(terminalText(text), page.width, { first: '  ', rest: '      ' });
  });
  return [page.colors.bold(`${waitingTitle} (${steps.length}):`), ...lines, ''];
}

function requestBlock({ changes }: Plan, page: TextPage): readonly string[] {
  if (changes.length === 0) return [];
  const lines = changes.flatMap((change) => [`  ${terminalText(changeName(change))}`, ...requestLines(change, page)]);
  return [page.colors.bold('Requests that apply would send:'), ...lines, ''];
}

const lineIndents = { first: '', rest: '  ' };

function closingLines(
  drift: Drift,
  { colors, width, lastLines, digest, detail }: TextPage & Pick<DriftTextOptions, 'lastLines' | 'digest' | 'detail'>,
): readonly string[] {
  const steps = detail === 'summary' ? [] : nextSteps(drift);
  // "Exit 2." stays together.
  const last = lastLines.flatMap((line) => wrapWords(line.split(/ (?!\d+\.$)/), width, lineIndents));
  return [
    ...steps.flatMap((step) => wrapText(step, width, lineIndents)),
    ...digestLines(digest, width).map(colors.dim),
    ...last.map(colors.bold),
  ];
}
