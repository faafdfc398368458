/*
 * Writes YAML as people format it: a short mapping on one line, a long one on several, comments above their subject.
 *
 * The `yaml` package chooses flow or block style by itself, reflows its output and cannot print a single line of a
 * file. xtap writes few kinds of values, so its own emitter is shorter than a configuration of the package.
 */
import { scalarText } from './scalarText.ts';

export type YamlLayout =
  | { readonly kind: 'scalar'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly YamlLayout[] }
  /** `open`: on several lines even if it fits on one. */
  | { readonly kind: 'mapping'; readonly entries: readonly YamlEntry[]; readonly open?: boolean };

export interface YamlEntry {
  /** Undefined for an entry that is only comments. */
  readonly key?: string;
  readonly value?: YamlLayout;
  /** Comment lines above it, without `# `. */
  readonly comments?: readonly string[];
  /** A comment on the same line. */
  readonly remark?: string;
}

const width = 110;
const step = '  ';

export function scalar(value: string | boolean | number): YamlLayout {
  return { kind: 'scalar', text: typeof value === 'string' ? scalarText(value) : String(value) };
}

export function entry(key: string, value: string | boolean | number | YamlLayout): YamlEntry {
  return { key, value: typeof value === 'object' ? value : scalar(value) };
}

/** A mapping on several lines. */
export function openMapping(entries: readonly YamlEntry[]): YamlLayout {
  return { kind: 'mapping', entries, open: true };
}

/** The value on one line, valid at any place. Comments are left out. */
export function flowText(layout: YamlLayout): string {
  switch (layout.kind) {
    case 'scalar':
      return layout.text;
    case 'list':
      return `[${layout.items.map(flowText).join(', ')}]`;
    case 'mapping': {
      const members = layout.entries.flatMap(({ key, value }) =>
        key === undefined || !value ? [] : [`${scalarText(key)}: ${flowText(value)}`],
      );
      return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
    }
  }
}

/** The lines of a block mapping's entries. */
export function blockLines(entries: readonly YamlEntry[], indent: string): readonly string[] {
  return entries.flatMap((each) => entryLines(each, indent));
}

export function entryLines({ key, value, comments = [], remark }: YamlEntry, indent: string): readonly string[] {
  const above = comments.map((comment) => `${indent}# ${comment}`);
  if (key === undefined || !value) return above;
  const behind = remark === undefined ? '' : ` # ${remark}`;
  const head = `${indent}${scalarText(key)}:`;
  const line = `${head} ${flowText(value)}`;
  if (fits(line, value)) return [...above, `${line}${behind}`];
  return [...above, `${head}${behind}`, ...below(value, `${indent}${step}`)];
}

/** The lines of one item of a block list: a mapping begins on the line of the dash. */
export function itemLines(layout: YamlLayout, indent: string): readonly string[] {
  if (layout.kind !== 'mapping' || fits(`${indent}- ${flowText(layout)}`, layout)) {
    return [`${indent}- ${flowText(layout)}`];
  }
  const [first = '', ...others] = blockLines(layout.entries, `${indent}${step}`);
  return [`${indent}- ${first.trimStart()}`, ...others];
}

function below(value: YamlLayout, indent: string): readonly string[] {
  if (value.kind === 'mapping') return blockLines(value.entries, indent);
  return value.kind === 'list' ? value.items.flatMap((item) => itemLines(item, indent)) : [];
}

function fits(line: string, value: YamlLayout): boolean {
  if (value.kind === 'scalar') return true;
  if (value.kind === 'list') {
    const isOpen = value.items.some((item) => item.kind === 'mapping' && item.open === true);
    return value.items.length === 0 || (line.length <= width && !isOpen);
  }
  return value.entries.length === 0 || (line.length <= width && value.open !== true);
}
