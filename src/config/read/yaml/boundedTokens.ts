import { type CST, Lexer, Parser } from 'yaml';
import { limits, maxCount } from '../sourceFile.ts';
import type { Piece } from './pieces.ts';

/** Thrown if the text exceeds a limit of configurations; `offset` is where it did. */
export class TooComplex extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** The limit of the number of tokens in a file, and the number so far. */
interface TokenBudget {
  readonly characters: number;
  readonly max: number;
  count: number;
}

export function tokenBudget(characters: number): TokenBudget {
  return { characters, max: maxCount('tokens', characters), count: 0 };
}

/**
 * The tokens of YAML text, one for each document. Feeds the parser one lexeme at a time and checks depth and count
 * before anything recurses or memory runs out. One pass, since a separate scan could disagree with the parser.
 */
export function* boundedTokens({ text, offset }: Piece, budget: TokenBudget): Generator<CST.Token, void> {
  const parser = new Parser();
  parser.offset = offset;
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    budget.count += 1;
    if (budget.count > budget.max) {
      throw new TooComplex(`more than ${budget.max} YAML tokens in ${budget.characters} characters`, parser.offset);
    }
    if (parser.stack.length > limits.depth) {
      throw new TooComplex(`nested more than ${limits.depth} levels deep`, parser.offset);
    }
  }
  yield* parser.end();
}
