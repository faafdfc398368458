/*
 * Workflow commands, which GitHub shows as annotations of a run. It shows ten per level and step, in the order in which
 * they are printed, and hides the rest without a word (actions/toolkit, docs/problem-matchers.md): so the caller ranks
 * them, and the tenth says how many there are besides.
 */
import { countFindings } from '../../model/diagnostic.ts';
import { formatNumber } from './amounts.ts';
import { workflowData, workflowProperty } from './escape.ts';

export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly title: string;
  /** The message, line by line. */
  readonly lines: readonly string[];
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  /** It stands for so many that are not listed. */
  readonly hidden?: number | undefined;
}

const shownPerLevel = 10;

/** The annotations by level, each level in the order given. */
export function renderAnnotations(annotations: readonly Annotation[]): string {
  return (['error', 'warning', 'notice'] as const)
    .flatMap((level) => limitLevel(annotations.filter((annotation) => annotation.level === level)))
    .map((annotation) => `${workflowCommand(annotation)}\n`)
    .join('');
}

function limitLevel(annotations: readonly Annotation[]): readonly Annotation[] {
  const [first] = annotations;
  if (!first || annotations.length <= shownPerLevel) return annotations;
  const shown = annotations.slice(0, shownPerLevel - 1);
  const more = countFindings(annotations.slice(shown.length));
  const title = `… and ${formatNumber(more)} more`;
  return [
    ...shown,
    { level: first.level, title, lines: [`${title}, which GitHub would not show: see the full output.`] },
  ];
}

function workflowCommand({ level, title, lines, file, line, column }: Annotation): string {
  const place: readonly (readonly [string, string | number | undefined])[] =
    file === undefined
      ? []
      : [
          ['file', file],
          ['line', line],
          ['col', column],
        ];
  const properties = [...place, ['title', title] as const]
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${workflowProperty(String(value))}`);
  return `::${level} ${properties.join(',')}::${workflowData(lines)}`;
}
