/* The rows of the table of changes in a pull request comment, and the details below it. */
import { groupBy } from '../../model/groupBy.ts';
import type { ChangeReason, FieldChange, Plan } from '../../model/plan.ts';
import { byRisk } from '../review.ts';
import { count } from '../text/amounts.ts';
import { shorten } from '../text/displayWidth.ts';
import { markdownCode, visibleText } from '../text/escape.ts';
import { shortCode, shortName } from '../text/markdown.ts';
import {
  type ChangeGroup,
  decidingPlace,
  type FoldedSetting,
  foldedSentence,
  foldFields,
  type GroupBy,
  type GroupedPart,
  groupChanges,
  groupName,
  groupReasons,
  type MemberEffect,
  memberEffects,
  memberEffectsNote,
  scatteredPlaces,
  sortedNames,
} from './changeGroups.ts';
import { fieldWords, type InheritedLookup, inheritedLookups } from './fieldWords.ts';
import { actionVerb, changeName, declaredAt, impactMark } from './planWording.ts';
import type { ChangeRow } from './rankedTable.ts';

/** The most dangerous change first. */
export function rowsOf(plan: Plan, groupBy: GroupBy = 'change', verb = actionVerb): readonly ChangeRow[] {
  const inherited = inheritedLookups(plan);
  return groupChanges(plan, groupBy).map((group) =>
    rowOf(group, { inherited: inherited(group.change), folds: groupBy === 'change', verb }),
  );
}

interface RowContext {
  readonly inherited: InheritedLookup;
  /** Whether fields whose effective access stays the same become one sentence in the row. */
  readonly folds: boolean;
  readonly verb: typeof actionVerb;
}

function rowOf(group: ChangeGroup, context: RowContext): ChangeRow {
  const { change, changes, impact } = group;
  const mark = impact === 'neutral' ? 'same' : impactMark[impact].replace(' ', '&nbsp;');
  const access = change.action === 'delete' ? `**deleted**<br>${mark}` : mark;
  const name = `**${shortName(groupName(group))}**`;
  const title = `${context.verb[change.action]} ${name}`;
  const { shown, folded } = context.folds ? foldFields(group.fields) : { shown: group.fields, folded: [] };
  const fields = byRisk(shown);
  const effects = changes.length === 1 ? [] : groupBy(memberEffects(group), ({ effect }) => effect);
  return {
    amount: changes.length,
    full: `| ${access} | ${title} | ${summaryCell(fields, { ...context, folded, effects, reasons: groupReasons(group) })} |`,
    brief: `| ${access} | ${title} | ${group.fields.length === 0 ? '' : count(group.fields.length, 'field')} |`,
    details: detailLines(group, name, context),
  };
}

/** The fields with the strongest impact; the details have all fields. */
function summaryCell(
  fields: readonly FieldChange[],
  {
    inherited,
    reasons,
    folded,
    effects,
  }: Pick<RowContext, 'inherited'> & {
    readonly folded: readonly FoldedSetting[];
    readonly reasons: readonly ChangeReason[];
    /** Of deletions: those with the same effect. */
    readonly effects: readonly (readonly [MemberEffect, ...MemberEffect[]])[];
  },
): string {
  const max = 3;
  const first = fields.slice(0, max).map((field) => `${pathCode(field)} ${valueCode(field, inherited, 3)}`);
  const more = fields.length - max;
  return [
    ...reasons.map(({ message }) => message),
    ...first,
    ...(more > 0 ? [`and ${count(more, 'field')} more`] : []),
    ...[foldedSentence(folded, undefined, (setting) => shortCode(setting, 60)) ?? []].flat(),
    ...effects.slice(0, max).map(([{ effect }, ...others]) => `${shortCode(effect, 60)} (${others.length + 1})`),
    ...(effects.length > max ? [`and ${count(effects.length - max, 'other effect')}`] : []),
  ].join('<br>');
}

/** Where a group is declared, for the title of its details. */
export function placeParts(group: ChangeGroup<GroupedPart>): readonly string[] {
  const place = decidingPlace(group);
  const scattered = place.file === undefined ? scatteredPlaces(group) : '';
  return [
    ...(place.profile === undefined ? [] : [`profile ${shortCode(place.profile, 60)}`]),
    ...(place.file === undefined ? [] : [shortCode(declaredAt(place), 100)]),
    ...(scattered === '' ? [] : [shortCode(scattered, 100)]),
  ];
}

function detailLines(group: ChangeGroup, name: string, { inherited, verb }: RowContext): readonly string[] {
  const { change, changes, fields } = group;
  const hasId = changes.length === 1 && change.name !== undefined && change.tenantId !== undefined;
  const title = [
    `${verb[change.action]} ${name}`,
    ...(hasId ? [`\`${change.tenantId}\``] : []),
    ...placeParts(group),
    ...groupReasons(group).map(({ message, impact }) => `${message} ${impactMark[impact]}`),
  ].join(', ');
  const hasBase = fields.some(({ origin }) => origin !== undefined && origin !== 'unknown');
  const rows = fields.map((field) => {
    const origin = field.origin === 'both' ? '**both: conflict**' : (field.origin ?? '');
    const cells = [
      pathCode(field),
      valueCode(field, inherited, 100),
      impactMark[field.impact],
      ...(hasBase ? [origin] : []),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const head = [
    `| Field | Before → after | Access |${hasBase ? ' Origin |' : ''}`,
    `|---|---|---|${hasBase ? '---|' : ''}`,
  ];
  const noRows = changes.length === 1 && groupReasons(group).length === 0 ? ['', 'No settings.'] : [];
  return [title, ...(rows.length > 0 ? ['', ...head, ...rows] : noRows), ...memberList(group)];
}

/** The names of a group, folded; of deletions with different effects, an item for each. */
function memberList(group: ChangeGroup): readonly string[] {
  const { changes } = group;
  if (changes.length === 1) return [];
  const effects = memberEffects(group).map(
    ({ change, effect }) => `- ${shortName(changeName(change))}: ${shortCode(effect, 200)}`,
  );
  const members =
    effects.length > 0
      ? [...effects, '', memberEffectsNote((command) => `\`${command}\``)]
      : [sortedNames(changes).map(shortName).join(', ')];
  return ['', `<details><summary>${count(changes.length, 'partner')}</summary>`, '', ...members, '', '</details>'];
}

export function pathCode(field: FieldChange): string {
  return shortCode(field.path, 120);
}

function valueCode(field: FieldChange, inherited: InheritedLookup, max: number): string {
  const words = fieldWords(field, inherited(field), max).map((word) => shorten(visibleText(word.text), 300));
  return markdownCode(words.join(' '));
}
