/* The explanation of one tenant: the answer to a question, or every setting with its effective value and source. */
import picocolors from 'picocolors';
import type { ExplainedAnswer, ExplainedFinding, ExplainedSetting, Explanation } from '../access/explain.ts';
import type { Json } from '../model/json.ts';
import { withLabels } from '../model/labels.ts';
import type { Names } from '../model/plan.ts';
import { valueAt, valueWords } from './plan/fieldWords.ts';
import { causeWords } from './plan/planWording.ts';
import type { TextPage } from './text/colors.ts';
import { displayWidth, padTo, shorten } from './text/displayWidth.ts';
import { terminalText } from './text/escape.ts';
import { wrapText, wrapWords } from './text/wrapText.ts';

export interface ExplainTextOptions {
  readonly color: boolean;
  readonly width: number;
}

export function renderExplainText(explanation: Explanation, options: ExplainTextOptions): string {
  const colors = picocolors.createColors(options.color);
  const { answer, settings, names, findings = [] } = explanation;
  const page = { colors, width: options.width, names };
  return [
    ...titleLines(explanation, page),
    '',
    ...(answer ? answerLines(answer, page) : settingLines(settings, page)),
    '',
    ...findingLines(findings, page),
  ].join('\n');
}

/** What `check` says about the tenant; a finding about the tenant default is named as one. */
function findingLines(findings: readonly ExplainedFinding[], { colors, width }: Page): readonly string[] {
  if (findings.length === 0) return [];
  const paint = { error: colors.red, warning: colors.yellow, note: colors.cyan };
  const lines = findings.flatMap(({ rule, severity, title, result, until, source, settings }) => {
    const word = result === 'waived' ? `waived until ${until ?? ''}` : severity;
    const color = result === 'waived' ? colors.dim : (paint[severity as keyof typeof paint] ?? colors.dim);
    const [first = '', ...rest] = wrapText(`${word} ${terminalText(rule)}  ${terminalText(title)}`, width, {
      first: '  ',
      rest: '    ',
    });
    const decides = [...new Set(settings)].map(terminalText).join(', ');
    const place = `${decides}${source === 'default' ? ' (of the tenant default)' : ''}`;
    return [
      first.replace(word, color(word)),
      ...rest,
      ...(decides === '' ? [] : wrapText(place, width, { first: '      ', rest: '      ' })),
    ];
  });
  return ['Fails rules of the pack xtap (xtap check says why, and what to do):', ...lines, ''];
}

interface Page extends TextPage {
  readonly names: Names | undefined;
}

/** The name of the tenant, its id, and whether it is a partner. */
function titleLines({ tenantId, name, partner }: Explanation, { colors, width }: Page): readonly string[] {
  const kind = partner ? 'partner' : 'not a partner: the default settings apply';
  if (name === undefined) return [`${tenantId}  ${kind}`];
  const label = shorten(terminalText(name), 60);
  const fits = displayWidth(label) + tenantId.length + kind.length + 4 <= width;
  return fits ? [`${colors.bold(label)}  ${tenantId}  ${kind}`] : [colors.bold(label), `${tenantId}  ${kind}`];
}

function answerLines(answer: ExplainedAnswer, { colors, width, names }: Page): readonly string[] {
  const paint = { yes: colors.green, no: colors.red, depends: colors.yellow }[answer.access];
  const reason = terminalText(withLabels(answer.because, names));
  const because = wrapText(reason, width, { first: '  because ', rest: '    ' });
  const through = `  through ${terminalText(answer.setting)} ${sourceWords[answer.source]}`;
  const words = [through, ...causeWords(answer).map(terminalText)].join(',\n').split('\n');
  return [colors.bold(paint(answer.access)), ...because, ...wrapWords(words, width, { first: '', rest: '    ' })];
}

const sourceWords = { partner: 'of the partner', default: 'of the default settings' } as const;

function settingLines(settings: readonly ExplainedSetting[], page: Page): readonly string[] {
  const { colors } = page;
  const columns = settings.reduce((max, { setting }) => Math.max(max, displayWidth(terminalText(setting))), 0);
  return settings.flatMap((each) => {
    const title = `  ${padTo(terminalText(each.setting), columns + 2)}${each.source.padEnd(7)}`;
    const place = causeWords(each).map(terminalText).join('  ');
    const fits = displayWidth(title) + 2 + displayWidth(place) <= page.width;
    const placed = fits ? [`${title}  ${colors.dim(place)}`.trimEnd()] : [title, `${indent}${colors.dim(place)}`];
    return [...(place === '' ? [title.trimEnd()] : placed), ...memberLines(each, page)];
  });
}

const indent = '      ';
/** The widest source, and the gap before it. */
const sourceColumns = 9;

/** One line per member, with its source behind the value; one line for a value without members. */
function memberLines(explained: ExplainedSetting, { colors, width, names }: Page): readonly string[] {
  const members = membersOf(explained);
  const pathColumns = Math.max(...members.map(({ path }) => displayWidth(path)));
  const valueColumn = pathColumns === 0 ? indent.length : indent.length + pathColumns + 2;
  const values = members.map(({ value }) => {
    const words = valueWords(value, 12, names).map((word) => terminalText(word.text));
    return wrapWords(words, width - valueColumn - sourceColumns, { first: '', rest: '' });
  });
  const widths = values.flat().map(displayWidth);
  const sourceColumn = Math.max(...widths.filter((each) => valueColumn + each + sourceColumns <= width), 0) + 2;
  return members.flatMap(({ path, source }, index) => {
    const [first = '', ...rest] = values[index] ?? [];
    const label = pathColumns === 0 ? indent : `${indent}${padTo(path, pathColumns + 2)}`;
    const others = rest.map((row) => `${' '.repeat(valueColumn)}${row}`);
    if (source === undefined) return [label + first, ...others];
    const isTooWide = displayWidth(first) + 2 > sourceColumn;
    if (isTooWide) return [label + first, ...others, `${' '.repeat(valueColumn)}${colors.dim(source)}`];
    return [`${label}${padTo(first, sourceColumn)}${colors.dim(source)}`, ...others];
  });
}

interface ExplainedMember {
  readonly path: string;
  readonly value: Json;
  readonly source: string | undefined;
}

function membersOf({ value, members }: ExplainedSetting): readonly ExplainedMember[] {
  const sources = Object.entries(members);
  if (sources.length === 0 || value === null) return [{ path: '', value, source: undefined }];
  return sources.map(([path, source]) => ({
    path: terminalText(path),
    value: valueAt(value, path) ?? null,
    source,
  }));
}
