/* The explanation of one tenant: the answer to a question, or every setting with its effective value and source. */
import picocolors from 'picocolors';
import type { ExplainedAnswer, ExplainedSetting, Explanation } from '../access/explain.ts';
import type { Json } from '../model/json.ts';
import { valueWords } from './plan/fieldWords.ts';
import { declaredAt } from './plan/planWording.ts';
import type { Colors } from './text/colors.ts';
import { displayWidth, padTo } from './text/displayWidth.ts';
import { terminalText } from './text/escape.ts';
import { wrapText, wrapWords } from './text/wrapText.ts';

export interface ExplainTextOptions {
  readonly color: boolean;
  readonly width: number;
}

export function renderExplainText(explanation: Explanation, options: ExplainTextOptions): string {
  const colors = picocolors.createColors(options.color);
  const { tenantId, partner, answer, settings } = explanation;
  const kind = partner ? 'partner' : 'no partner: the default settings apply';
  return [
    `${tenantId}  ${kind}`,
    '',
    ...(answer ? answerLines(answer, colors, options.width) : settingLines(settings, colors, options.width)),
    '',
  ].join('\n');
}

function answerLines(answer: ExplainedAnswer, colors: Colors, width: number): readonly string[] {
  const paint = { yes: colors.green, no: colors.red, depends: colors.yellow }[answer.access];
  const because = wrapText(terminalText(answer.because), width, { first: '  because ', rest: '    ' });
  const through = `  through ${terminalText(answer.setting)} ${sourceWords[answer.source]}`;
  const place = terminalText(declaredAt(answer));
  return [colors.bold(paint(answer.access)), ...because, place === '' ? through : `${through}, ${place}`];
}

const sourceWords = { partner: 'of the partner', default: 'of the default settings' } as const;

function settingLines(settings: readonly ExplainedSetting[], colors: Colors, width: number): readonly string[] {
  const columns = settings.reduce((max, { setting }) => Math.max(max, displayWidth(terminalText(setting))), 0);
  return settings.flatMap((each) => {
    const title = `  ${padTo(terminalText(each.setting), columns + 2)}${each.source.padEnd(7)}  ${colors.dim(terminalText(declaredAt(each)))}`;
    return [title.trimEnd(), ...memberLines(each.value, width)];
  });
}

/** One line per member; one line for a value without members. */
function memberLines(value: Json, width: number): readonly string[] {
  const members = membersOf(value, '').map(([path, leaf]) => [terminalText(path), leaf] as const);
  const columns = members.reduce((max, [path]) => Math.max(max, displayWidth(path)), 0);
  return members.flatMap(([path, leaf]) => {
    const words = valueWords(leaf, 12).map((word) => terminalText(word.text));
    const label = columns === 0 ? '      ' : `      ${padTo(path, columns + 2)}`;
    return wrapWords(words, width, { first: label, rest: ' '.repeat(displayWidth(label)) });
  });
}

function membersOf(value: Json, path: string): readonly (readonly [string, Json])[] {
  const isBranch = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isBranch || Object.hasOwn(value, 'accessType') || Object.hasOwn(value, 'targets')) return [[path, value]];
  return Object.entries(value as Readonly<Record<string, Json>>).flatMap(([key, member]) =>
    membersOf(member, path === '' ? key : `${path}.${key}`),
  );
}
