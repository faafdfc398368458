/*
 * The fenced blocks of a Markdown page. The test runs what the reader sees, in the reader's order; no comment adds a
 * command. Words before a block say what the reader does with it:
 *
 *   "second terminal"                       starts the sh block there, and waits for its first line
 *   `FILE`, before a yaml, json or js block writes the block to that file, if the words also say "Write" or "Save"
 *
 * A comment right before a block says how the block is checked, or why it is not run:
 *
 *   <!-- test: fragment -->                 keys of a configuration; the test adds version and tenant
 *   <!-- test: refused CODE -->             a configuration with that error
 *   <!-- test: pack -->                     a pack of rules, and not a configuration
 *   <!-- test: steps -->                    steps of a workflow that use the action, with inputs that it has
 *   <!-- test: part of FILE -->             the block is a literal part of that file of the repository
 *   <!-- test: clone -->                    the commands run in the clone, as the words before them say
 *   <!-- test: not run: REASON -->          the reason is listed in CONTRIBUTING
 */

export interface Block {
  readonly line: number;
  /** The language of the fence. */
  readonly language: string;
  readonly text: string;
  /** The paragraph before the block, without comments. */
  readonly before: string;
  readonly directives: readonly Directive[];
}

export interface Directive {
  readonly name: DirectiveName;
  readonly argument: string;
}

const names = ['fragment', 'refused', 'pack', 'steps', 'part of', 'clone', 'not run:'] as const;
type DirectiveName = (typeof names)[number];

/** Throws for an unknown directive, and for a directive without a block after it. */
export function blocksOf(markdown: string): readonly Block[] {
  const pattern =
    /^ *<!-- test: (?<comment>[\s\S]*?)-->$|^(?<indent>[ >]*)```(?<language>\S*)\n(?<text>[\s\S]*?)^[ >]*```$/gm;
  const blocks: Block[] = [];
  let waiting: { readonly directive: Directive; readonly line: number }[] = [];
  for (const match of markdown.matchAll(pattern)) {
    const above = markdown.slice(0, match.index);
    const line = above.split('\n').length;
    const { comment, indent = '', language = '', text = '' } = match.groups ?? {};
    if (comment !== undefined) {
      waiting.push({ directive: directiveOf(comment.trim(), line), line });
    } else {
      const directives = waiting.map(({ directive }) => directive);
      const before =
        above
          .replaceAll(/<!--[\s\S]*?-->/g, '')
          .trimEnd()
          .split(/\n\s*\n/)
          .at(-1) ?? '';
      blocks.push({ line, language, text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''), before, directives });
      waiting = [];
    }
  }
  if (waiting[0]) throw new Error(`line ${waiting[0].line}: a directive stands before no block`);
  return blocks;
}

function directiveOf(comment: string, line: number): Directive {
  const name = names.find(
    (candidate) =>
      comment === candidate || (comment.startsWith(candidate) && /^\s/.test(comment.slice(candidate.length))),
  );
  if (name === undefined) throw new Error(`line ${line}: unknown directive "${comment}"`);
  return { name, argument: comment.slice(name.length).trim() };
}

export function argumentOf({ directives }: Block, name: DirectiveName): string | undefined {
  return directives.find((directive) => directive.name === name)?.argument;
}

/** The file that the words before the block tell the reader to write. */
export function fileOf({ before }: Pick<Block, 'before'>): string | undefined {
  if (!/\b(write|save|create)\b/i.test(before)) return undefined;
  return [...before.matchAll(/`(?<file>[\w./-]+\.(?:ya?ml|m?js|json))`/g)].at(-1)?.groups?.file;
}
