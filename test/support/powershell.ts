/* Syntax errors of PowerShell, by a grammar, since most machines have no PowerShell. */
import { readFileSync } from 'node:fs';
import { Language, type Node, Parser } from 'web-tree-sitter';

let parser: Promise<Parser> | undefined;

async function createParser(): Promise<Parser> {
  await Parser.init();
  const grammar = readFileSync(require.resolve('tree-sitter-powershell/tree-sitter-powershell.wasm'));
  return new Parser().setLanguage(await Language.load(grammar));
}

/** The first words of each part that is not PowerShell, with its line and column. */
export async function powershellErrors(text: string): Promise<readonly string[]> {
  parser ??= createParser();
  const tree = (await parser).parse(text);
  return tree === null ? ['not parsed'] : errorsIn(tree.rootNode);
}

function errorsIn(node: Node): readonly string[] {
  if (!node.hasError && !node.isMissing) return [];
  if (node.isError || node.isMissing) {
    const { row, column } = node.startPosition;
    return [`${row + 1}:${column + 1} ${node.text.slice(0, 60)}`];
  }
  return node.children.flatMap((child) => (child === null ? [] : errorsIn(child)));
}
