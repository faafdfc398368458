// Keeps the dialect of the first version, and long lines, out of pages, comments, messages and test titles: the rows
// below are patterns that were found there. A line is excused by `prose: REASON` in the line before it, as a comment.
// A pattern cannot tell good English: it only finds these habits. Also finds code that is wider than GitHub's page.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Markdown lines are at most this long, so that people can comment on them. Tables and links cannot be broken. */
const maxLength = 110;

/** GitHub shows a page 830 pixels wide: this many columns of code, and fewer where the block is in a list. */
const codeColumns = 97;
const listColumns = codeColumns - 4;

/** [pattern, what to write instead]. */
const habits = [
  [/(?<!\b[Tt]here )\b(is|was|as|are) no (?!longer\b|more\b|less\b|such\b|one\b)[a-z]/, '"is not a …"'],
  [/(?<!\b[Tt]here )\b(is|was|as) none\b/, '"there is no …", or name the thing'],
  [/\b(who|whoever|whom) (was|reads|wants|means|looks|guards|knows|asks|reviews|could)\b/, 'name the person'],
  [/\bstands? for\b/, '"means", "represents"'],
  [/\bbecomes? of\b/, '"what happens to"'],
  [/\bgo(es)? on with\b/, '"continues"'],
  [/\bbe it\b/, '"whether"'],
  [/\bamid\b/, '"during"'],
  [/\banew\b/, '"again"'],
  [/\bhad of\b/, '"gets from"'],
  [/\bfor want of\b/, '"without"'],
  [
    /\bnobody (has|can|asked|reads|knows|declared|could|will|writes)\b/i,
    'name what is missing: "undeclared", "unknown"',
  ],
  [/\bleft to people\b/, '"needs a reviewer"'],
  [/\b(is|are) (told|believed|meant|passed over)\b/, 'say who acts: "xtap ignores …"'],
  [/\bwhat (differs|is open|is wrong|follows|comes of|it rests on)\b/, 'name the thing: "the differences"'],
  [/\bsuch (one|ones)\b/, 'name the thing'],
  [/\bgives? back\b/, '"returns"'],
  [/\bcame of\b/, '"resulted from"'],
  [/\bin vain\b/, '"without success"'],
  [/\bunder way\b/, '"in flight"'],
];

/** The lines that people read: prose of Markdown, comments and quoted texts of code. */
function proseLines(file, text) {
  const lines = text.split('\n').map((line, index) => ({ line, number: index + 1 }));
  return file.endsWith('.md') ? withoutBlocks(lines) : lines.filter(({ line }) => /\/\/|\*|['"`]/.test(line));
}

/** Without fenced blocks, which show output, and without comments, which readers do not see. */
function withoutBlocks(lines) {
  let end;
  return lines.filter(({ line }) => {
    if (end === undefined) {
      if (/^ *(```|~~~)/.test(line)) end = /^ *(```|~~~)/;
      else if (/^ *<!--/.test(line)) end = /-->/;
      else return true;
      if (end.source === '-->' && end.test(line)) end = undefined;
    } else if (end.test(line)) end = undefined;
    return false;
  });
}

/** The lines of fenced blocks that a reader would have to scroll. */
function wideCode(file, text) {
  const blocks = text.matchAll(/^(?<indent>[ >]*)```\S*\n(?<code>[\s\S]*?)^[ >]*```$/gm);
  return [...blocks].flatMap(({ index, groups: { indent, code } }) => {
    const columns = indent === '' ? codeColumns : listColumns;
    const first = text.slice(0, index).split('\n').length + 1;
    return code.split('\n').flatMap((line, offset) => {
      const width = line.slice(indent.length).length;
      return width > columns ? [`${file}:${first + offset}: ${width} columns of code, at most ${columns}`] : [];
    });
  });
}

function findingsIn(file) {
  const text = readFileSync(join(root, file), 'utf8');
  const all = text.split('\n');
  const isExcused = (number) => /prose: \S/.test(all[number - 2] ?? '');
  const wide = file.endsWith('.md') ? wideCode(file, text) : [];
  const habitsAndLength = proseLines(file, text)
    .filter(({ number }) => !isExcused(number))
    .flatMap(({ line, number }) => [
      ...habits.flatMap(([pattern, instead]) => {
        const [found] = pattern.exec(line) ?? [];
        return found === undefined ? [] : [`${file}:${number}: "${found}": write ${instead}`];
      }),
      ...(isTooLong(file, line) ? [`${file}:${number}: the line has ${line.length} characters`] : []),
    ]);
  return [...wide, ...habitsAndLength];
}

/** Biome breaks lines of code at this width, and leaves comments as they are. */
const maxComment = 120;

/** Generated pages and the index have one line for each text. */
function isTooLong(file, line) {
  if (!file.endsWith('.md')) return line.length > maxComment && /^ *(\/\/|\/?\*)/.test(line) && !/https?:/.test(line);
  return (
    !/^\.github\/docs\/(reference\/|README)/.test(file) &&
    line.length > maxLength &&
    !/^ *\||\]\([^)]*\)|https?:\/\/\S+/.test(line)
  );
}

const listing = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
});
const files = listing
  .split('\n')
  .filter((file) => /\.(md|ts|cts|mjs|cjs)$/.test(file))
  .filter((file) => !/^test\/(golden|freeze|bench)\/|\/fixtures\/|^\.github\/scripts\/prose\.mjs$/.test(file));
const findings = files.flatMap(findingsIn);
if (findings.length > 0) console.error(findings.join('\n'));
process.exitCode = findings.length > 0 ? 1 : 0;
