// How bundles contain the package yaml. Its lexer and parser are generators that call generators: each of the 80 tokens
// of a partner passes three or four of them, which takes a third of the time of parsing. In a bundle their methods are
// plain and put what they would yield into a queue. A pattern that is not found fails the build. Rejected: a lexer of
// our own, since two readings of the same text can disagree.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// The Node build of yaml checks the environment for a log switch at every token, which takes a tenth of its time.
const browserBuild = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'node_modules', 'yaml', 'browser');

/** A plugin of esbuild. */
export const bundledYaml = {
  name: 'bundled-yaml',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^yaml$/ }, () => ({ path: join(browserBuild, 'index.js') }));
    onLoad({ filter: /[/\\]yaml[/\\]browser[/\\]dist[/\\]parse[/\\](?:lexer|parser)\.js$/ }, async ({ path }) => ({
      contents: withPlainMethods(await readFile(path, 'utf8')),
      loader: 'js',
    }));
  },
};

/** The generators that others iterate over. The lexer's stays one: the tokens of a file are never all in memory. */
const publicMethods = {
  Lexer: [
    ['*lex(', 'STAR lex('],
    ['next = yield* this.parseNext(next);', '{ next = this.parseNext(next); YIELD this.takeQueue(); }'],
  ],
  Parser: [
    ['*parse(', 'STAR parse('],
    ['yield* this.next(lexeme);', 'YIELD this.next(lexeme);'],
    ['yield* this.end();', 'YIELD this.end();'],
    ['*next(source) {', 'next(source) { this.advance(source); return this.takeQueue(); }\n    advance(source) {'],
    ['*end() {', 'end() { this.popAll(); return this.takeQueue(); }\n    popAll() {'],
  ],
};

const takeQueue = `
    takeQueue() {
        const taken = this.queue;
        if (taken.length > 0) this.queue = [];
        return taken;
    }`;

/** The text of yaml's lexer or parser, with the same state machine in plain methods. */
export function withPlainMethods(source) {
  const [, name] = /^class (\w+) \{/m.exec(source) ?? [];
  const generators = [...source.matchAll(/^ {4}\*(\w+)\(/gm)].map(([, method]) => method);
  let text = source;
  const replace = (pattern, by) => {
    const before = text;
    text = text.replaceAll(pattern, by);
    if (text === before) throw new Error(`yaml: ${name} has another shape, without ${pattern}`);
  };
  for (const [from, to] of publicMethods[name] ?? []) replace(from, to);
  // A call of a generator that nobody iterates over does nothing.
  text = text.replace(new RegExp(`^ +this\\.(?:${generators.join('|')})\\([^;]*\\);\n`, 'gm'), '');
  replace(/^ {4}\*(?=\w+\()/gm, '    ');
  replace(/yield\* (?=this\.)/g, '');
  replace(/yield ([\s\S]*?);\n/g, 'this.queue.push($1);\n');
  replace(/^ {4}constructor\(.*\) \{/gm, '$&\n        this.queue = [];');
  replace(/^class \w+ \{/gm, `$&${takeQueue}`);
  if (/(?<!\* +)\byield\b(?!ed)/.test(text)) throw new Error(`yaml: a yield is left in ${name}`);
  return text.replaceAll('STAR ', '*').replaceAll('YIELD ', 'yield* ');
}
