/*
 * The fenced blocks of a Markdown page. A comment right before a block controls its test:
 *
 *   <!-- test: exit 2 -->                   the exit code of the last command of a sh block (default 0)
 *   <!-- test: instead: COMMANDS -->        runs these commands instead of the sh block
 *   <!-- test: background -->               starts the commands without waiting; 8642 is replaced by a free port
 *   <!-- test: stderr -->                   the text block is the stderr of the commands
 *   <!-- test: write FILE -->               writes the block to that file for the following commands
 *   <!-- test: fragment -->                 keys of a configuration; the test adds version and tenant
 *   <!-- test: refused CODE -->             a configuration with that error
 *   <!-- test: pack -->                     a pack of rules, and not a configuration
 *   <!-- test: steps -->                    steps of a workflow that use the action, with inputs that it has
 *   <!-- test: part of FILE -->             the block is a literal part of that file of the repository
 *   <!-- test: not run: REASON -->          the reason is listed in the index
 *
 * Comments without a block, which the reader does not see:
 *
 *   <!-- test: set-up COMMANDS -->          runs these commands here
 *   <!-- test: portal edit TARGET JSON -->  edits the emulated tenant as if in the portal
 *   <!-- test: emulator FAULT -->           starts a new emulator, with the fault if given
 */

export interface Block {
  readonly line: number;
  /** The language of the fence; `hidden` for a comment without a block. */
  readonly language: string;
  readonly text: string;
  /** The name of the directive (one or more words), and its argument. */
  readonly directives: readonly Directive[];
}

export interface Directive {
  readonly name: DirectiveName;
  readonly argument: string;
}

const names = [
  'exit',
  'instead:',
  'background',
  'stderr',
  'write',
  'fragment',
  'refused',
  'pack',
  'steps',
  'part of',
  'not run:',
  'set-up',
  'portal edit',
  'emulator',
] as const;
type DirectiveName = (typeof names)[number];
const hidden: readonly DirectiveName[] = ['set-up', 'portal edit', 'emulator'];

/** Throws for an unknown directive, and for a directive without a block after it. */
export function blocksOf(markdown: string): readonly Block[] {
  const pattern =
    /^ *<!-- test: (?<comment>[\s\S]*?)-->$|^(?<indent> *)```(?<language>\S*)\n(?<text>[\s\S]*?)^ *```$/gm;
  const blocks: Block[] = [];
  let waiting: { readonly directive: Directive; readonly line: number }[] = [];
  for (const match of markdown.matchAll(pattern)) {
    const line = markdown.slice(0, match.index).split('\n').length;
    const { comment, indent = '', language = '', text = '' } = match.groups ?? {};
    if (comment !== undefined) {
      const directive = directiveOf(comment.trim(), line);
      if (hidden.includes(directive.name)) blocks.push({ line, language: 'hidden', text: '', directives: [directive] });
      else waiting.push({ directive, line });
    } else {
      const directives = waiting.map(({ directive }) => directive);
      blocks.push({ line, language, text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''), directives });
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
