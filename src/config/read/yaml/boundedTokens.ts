import { type CST, Lexer, Parser } from 'yaml';
import { limits, maxCount } from '../sourceFile.ts';
import type { Piece } from './pieces.ts';

/** Thrown where the text holds more than a configuration needs; `offset` is where the limit was passed. */
export class TooComplex extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** What the tokens of a file may be in number, and were so far. */
export interface TokenBudget {
  readonly characters: number;
  readonly most: number;
  count: number;
}

export function tokenBudget(characters: number): TokenBudget {
  return { characters, most: maxCount('tokens', characters), count: 0 };
}

/**
 * The tokens of YAML text, one for each document. The parser is driven lexeme by lexeme, so that nesting and amount
 * are known before anything recurses or memory runs out: one pass, no separate scan that could disagree with it.
 */
export function* boundedTokens({ text, offset }: Piece, budget: TokenBudget): Generator<CST.Token, void> {
  const parser = new Parser();
  parser.offset = offset;
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    budget.count += 1;
    if (budget.count > budget.most) {
      throw new TooComplex(`more than ${budget.most} YAML tokens in ${budget.characters} characters`, parser.offset);
    }
    if (parser.stack.length > limits.depth) {
      throw new TooComplex(`nested more than ${limits.depth} levels deep`, parser.offset);
    }
  }
  yield* parser.end();
}
