import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { argumentOf, blocksOf } from './documentation/blocks.ts';
import { root, runPage } from './documentation/page.ts';

const folder = '.github/docs';
const pages = [
  'README.md',
  ...readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`)
    .sort(),
];
const read = (page: string): string => readFileSync(join(root, page), 'utf8');

const withBlocks = pages.filter((page) => blocksOf(read(page)).length > 0);

test.concurrent.each(withBlocks)('a reader who follows %s sees what it shows', runPage, 120_000);

test.each(withBlocks.filter((page) => page.startsWith(folder)))(
  'the set-up of %s comes before its commands',
  (page) => {
    const markdown = read(page);
    const setUp = markdown.indexOf('\n## Set up this page\n');
    const before = blocksOf(setUp < 0 ? markdown : markdown.slice(0, setUp));
    const runs = before.filter((block) => block.language === 'sh' && argumentOf(block, 'not run:') === undefined);
    expect(runs.map(({ text }) => text).filter((text) => /^xtap (?!version)/m.test(text))).toEqual([]);
  },
);

test('CONTRIBUTING lists the blocks that are not run, with the reasons', () => {
  const blocks = pages.flatMap((page) => blocksOf(read(page)).map((block) => ({ page, block })));
  const notRun = blocks.flatMap(({ page, block }) => {
    const reason = argumentOf(block, 'not run:');
    return reason === undefined ? [] : [`* ${page.replace(`${folder}/`, '')}: ${reason}`];
  });
  const list = ['These blocks are not run:', '', ...notRun];
  expect(read('.github/CONTRIBUTING.md')).toContain(list.join('\n'));
});

/** The anchors that GitHub derives from headings. */
function anchorsOf(markdown: string): ReadonlySet<string> {
  const headings = [...markdown.matchAll(/^#+ (?<heading>.*)$/gm)].map((match) => match.groups?.heading ?? '');
  return new Set(
    headings.map((text) =>
      text
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    ),
  );
}

test('every link and picture inside the repository leads to an existing file and heading', () => {
  const link = /(?:\]\(|(?:src|srcset)=")(?!https?:)(?<file>[^)"#\s]*)#?(?<anchor>[^)"]*)[)"]/g;
  const broken = pages.flatMap((page) =>
    [...read(page).matchAll(link)].flatMap(({ groups }) => {
      const { file = '', anchor = '' } = groups ?? {};
      const target = file === '' ? page : join(dirname(page), file);
      const isThere = existsSync(join(root, target)) && (anchor === '' || anchorsOf(read(target)).has(anchor));
      return isThere ? [] : [`${page}: ${file}#${anchor}`];
    }),
  );
  expect(broken).toEqual([]);
});
