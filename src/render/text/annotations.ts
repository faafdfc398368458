/*
 * Workflow commands, which GitHub shows as annotations of a run. GitHub shows the first ten per level and step and
 * hides the others silently. So the caller ranks the annotations, and the tenth one counts the hidden ones.
 */
import { countFindings } from '../../model/diagnostic.ts';
import { firstShown } from '../diagnostics/shownFindings.ts';
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
  /** The number of findings that this annotation summarises. */
  readonly hidden?: number | undefined;
}

/** The annotations by level, each level in the given order. */
export function renderAnnotations(annotations: readonly Annotation[]): string {
  return (['error', 'warning', 'notice'] as const)
    .flatMap((level) => limitLevel(annotations.filter((annotation) => annotation.level === level)))
    .map((annotation) => `${workflowCommand(annotation)}\n`)
    .join('');
}

function limitLevel(annotations: readonly Annotation[]): readonly Annotation[] {
  const listed = firstShown(annotations);
  const [first] = annotations;
  if (!first || listed.length === annotations.length) return annotations;
  const more = countFindings(annotations.slice(listed.length));
  const title = `… and ${formatNumber(more)} more`;
  return [
    ...listed,
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
