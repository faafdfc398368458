import { type CST, Lexer, type LineCounter, Parser } from 'yaml';
import { limits } from '../sourceFile.ts';

/** Thrown where the text holds more than a configuration needs; `offset` is where the limit was passed. */
export class TooComplex extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/**
 * The tokens of YAML text, one for each document. The parser is driven lexeme by lexeme, so that nesting and amount
 * are known before anything recurses or memory runs out: one pass, no separate scan that could disagree with it.
 */
export function* boundedTokens(text: string, lines: LineCounter): Generator<CST.Token, void> {
  const parser = new Parser(lines.addNewLine);
  const most = limits.tokensAlways + Math.floor(text.length / limits.bytesPerToken);
  let count = 0;
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    count += 1;
    if (count > most) {
      throw new TooComplex(`more than ${most} YAML tokens in ${text.length} characters`, parser.offset);
    }
    if (parser.stack.length > limits.depth) {
      throw new TooComplex(`nested more than ${limits.depth} levels deep`, parser.offset);
    }
  }
  yield* parser.end();
}
