/*
 * The fenced blocks of a Markdown page, and what a comment right before each says about its test:
 *
 *   <!-- test: exit 2 -->                   the last command of a sh block ends so (0 without it)
 *   <!-- test: instead: COMMANDS -->        what is run in place of a sh block that needs another folder
 *   <!-- test: background -->               started, not waited for; 8642 in the page becomes a free port
 *   <!-- test: stderr -->                   the text block is what the commands said on stderr
 *   <!-- test: write FILE -->               the yaml block is that file for the commands that follow
 *   <!-- test: fragment -->                 keys of a configuration that is completed by version and tenant
 *   <!-- test: refused CODE -->             a configuration with that error
 *   <!-- test: steps -->                    steps of a workflow that use the action, with inputs that it has
 *   <!-- test: part of FILE -->             the block stands in that file of the repository, word for word
 *   <!-- test: not run: REASON -->          the reason is listed in the index
 *
 * Blocks of their own, which the reader does not see:
 *
 *   <!-- test: set-up COMMANDS -->          run at this place
 *   <!-- test: portal edit TARGET JSON -->  somebody edits the emulated tenant by hand
 *   <!-- test: emulator FAULT -->           a fresh emulator, with that fault or none
 */

export interface Block {
  readonly line: number;
  /** Of the fence; `hidden` for what stands in a comment alone. */
  readonly language: string;
  readonly text: string;
  /** The directive's first word or words, and the rest. */
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
  'steps',
  'part of',
  'not run:',
  'set-up',
  'portal edit',
  'emulator',
] as const;
type DirectiveName = (typeof names)[number];
const hidden: readonly DirectiveName[] = ['set-up', 'portal edit', 'emulator'];

/** Throws for a directive that does not exist, and for one that stands before no block. */
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
