/*
 * What the action writes into a comment that is too long: whatever it leaves out, the rest is well-formed Markdown. The
 * check of fences and folds is independent of the parser that the action uses.
 */
import fc from 'fast-check';
import { reduceMarkdown } from '../../.github/actions/xtap/src/markdown.ts';

const words = fc.stringMatching(/^[a-z][a-z <>/.`|-]{0,60}$/).map((text) => text.trim());
const plainWords = fc.stringMatching(/^[a-z][a-z ]{0,60}$/).map((text) => text.trim());
const rows = fc.array(plainWords, { minLength: 1, maxLength: 12 });

/** A log: empty lines, fences and tags are text in it. */
const fence = fc
  .tuple(
    fc.array(fc.oneof(words, fc.constantFrom('', '```', '~~~', '<details>', '</details>', '| a | b |', '- item')), {
      minLength: 1,
      maxLength: 30,
    }),
    fc.constantFrom('text', 'yaml', ''),
  )
  .map(([lines, language]) => `\`\`\`\`${language}\n${lines.join('\n').replaceAll('````', '```')}\n\`\`\`\``);

const open = fc.oneof(
  plainWords,
  plainWords.map((text) => `## ${text}`),
  rows.map((items) => items.map((item) => `- ${item}`).join('\n')),
  rows.map((items) => items.map((item) => `- ${item}\n\n  \`\`\`yaml\n  ${item}\n\n  - x\n  \`\`\``).join('\n')),
  rows.map((items) => ['| a | b |', '|---|---|', ...items.map((item) => `| ${item} | 1 |`)].join('\n')),
  rows.map((items) => ['> [!WARNING]', ...items.map((item) => `> - ${item}`)].join('\n')),
  fence,
);
const { block } = fc.letrec<{ block: string; fold: string }>((tie) => ({
  block: fc.oneof({ maxDepth: 2 }, { arbitrary: open, weight: 5 }, { arbitrary: tie('fold'), weight: 1 }),
  fold: fc
    .array(tie('block'), { minLength: 1, maxLength: 4 })
    .map((blocks) => `<details><summary>more</summary>\n\n${blocks.join('\n\n')}\n\n</details>`),
}));
const documents = fc.array(block, { minLength: 1, maxLength: 12 }).map((blocks) => `${blocks.join('\n\n')}\n`);

/** The fence and the folds that are still open at the end. */
function openAtEnd(markdown: string): { readonly fence: string; readonly folds: number } {
  let fenceOpen = '';
  let folds = 0;
  for (const line of markdown.split('\n')) {
    const [, run = ''] = /^ *(`{3,}|~{3,})/.exec(line) ?? [];
    if (fenceOpen !== '') {
      if (run.startsWith(fenceOpen) && line.trim() === run) fenceOpen = '';
    } else if (run !== '') {
      fenceOpen = run;
    } else {
      folds += line.split('<details').length - line.split('</details').length;
    }
  }
  return { fence: fenceOpen, folds };
}

test('the generated documents are well-formed', () => {
  fc.assert(fc.property(documents, (markdown) => expect(openAtEnd(markdown)).toEqual({ fence: '', folds: 0 })));
});

test('a reduced document fits, closes its fences and folds, has only lines of the document, and says so', () => {
  fc.assert(
    fc.property(documents, fc.integer({ min: 0, max: 1200 }), (markdown, limit) => {
      const reduced = reduceMarkdown(markdown, limit);
      expect(reduced.length).toBeLessThanOrEqual(limit);
      expect(openAtEnd(reduced)).toEqual({ fence: '', folds: 0 });
      if (markdown.length <= limit) expect(reduced).toBe(markdown);
      else if (reduced !== '') expect(reduced).toMatch(/(?:^|\n\n)More is left out here, .*\n$/);
      const lines = new Set(markdown.split('\n'));
      const added = reduced
        .split('\n')
        .filter((line) => !lines.has(line) && !/^(?:`+\w*|More is left out .*)$/.test(line));
      expect(added).toEqual([]);
    }),
    { numRuns: process.env.XTAP_LONG === undefined ? 300 : 10_000 },
  );
});

test('a long log keeps its first lines, in a fence that ends', () => {
  const log = Array.from({ length: 500 }, (_, index) => (index % 5 === 0 ? '' : `line ${index}`)).join('\n');
  const reduced = reduceMarkdown(`## xtap check: failed\n\n\`\`\`text\n${log}\n\`\`\`\n\n- Commit 1\n`, 1000);
  expect(reduced).toMatch(/line 1\n(?:line \d+\n|\n)+```\n\nMore is left out here/);
  expect(reduced.length).toBeGreaterThan(900);
});

test('a table that has no room for a row is left out, not cut after its head', () => {
  const table = `| a | b |\n|---|---|\n${`| ${'x'.repeat(80)} | 1 |\n`.repeat(20)}`;
  expect(reduceMarkdown(`## xtap\n\n${table}`, 140)).toMatch(/^## xtap\n\nMore is left out here/);
});
