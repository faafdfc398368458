/*
 * Evaluates `${{ }}` with GitHub's own package. What a context does not hold is null, as on GitHub, except in the
 * contexts that the runner itself fills: a name that it does not know there is a mistake of the workflow or of the
 * runner.
 */
import { data, Evaluator, Lexer, Parser } from '@actions/expressions';

/** The status of a job or a step when an `if` is evaluated. */
export interface Standing {
  readonly failed: boolean;
  readonly cancelled: boolean;
}

export type Contexts = Readonly<Record<string, unknown>>;

const strict = new Set(['github', 'runner', 'needs', 'steps', 'inputs', 'matrix']);

class StrictDictionary extends data.Dictionary {
  readonly #name: string;
  constructor(name: string, ...pairs: ConstructorParameters<typeof data.Dictionary>) {
    super(...pairs);
    this.#name = name;
  }
  override get(key: string): data.ExpressionData | undefined {
    const found = super.get(key);
    if (found === undefined) throw new Error(`the runner knows no ${this.#name}.${key}`);
    return found;
  }
}

function dataOf(value: unknown): data.ExpressionData {
  if (value === null || value === undefined) return new data.Null();
  if (typeof value === 'string') return new data.StringData(value);
  if (typeof value === 'boolean') return new data.BooleanData(value);
  if (typeof value === 'number') return new data.NumberData(value);
  if (Array.isArray(value)) return new data.Array(...value.map(dataOf));
  return new data.Dictionary(...pairsOf(value as Contexts));
}

function pairsOf(value: Contexts): ConstructorParameters<typeof data.Dictionary> {
  return Object.entries(value).map(([key, each]) => ({ key, value: dataOf(each) }));
}

function contextsOf(contexts: Contexts): data.Dictionary {
  const roots = Object.entries(contexts).map(([key, value]) => {
    const pairs = pairsOf(value as Contexts);
    return { key, value: strict.has(key) ? new StrictDictionary(key, ...pairs) : new data.Dictionary(...pairs) };
  });
  return new data.Dictionary(...roots);
}

function plainOf(value: data.ExpressionData): unknown {
  if (value instanceof data.Array) return value.values().map(plainOf);
  if (value instanceof data.Dictionary) {
    return Object.fromEntries(value.pairs().map((pair) => [pair.key, plainOf(pair.value)]));
  }
  if (value instanceof data.Null) return null;
  if (value instanceof data.BooleanData || value instanceof data.NumberData) return value.value;
  return value.coerceString();
}

function run(expression: string, contexts: Contexts, standing: Standing): unknown {
  const answers = {
    success: !standing.failed && !standing.cancelled,
    failure: standing.failed,
    cancelled: standing.cancelled,
    always: true,
  };
  const functions = Object.entries(answers).map(([name, answer]) => {
    return { name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(answer) };
  });
  const { tokens } = new Lexer(expression).lex();
  const parsed = new Parser(tokens, Object.keys(contexts), functions).parse();
  const known = new Map(functions.map((each) => [each.name, each] as const));
  return plainOf(new Evaluator(parsed, contextsOf(contexts), known).evaluate());
}

const inMotion: Standing = { failed: false, cancelled: false };

/** A text with its expressions replaced; one that is nothing but an expression keeps the type of that. */
export function evaluate(text: unknown, contexts: Contexts): unknown {
  if (typeof text !== 'string') return text;
  const whole = /^\$\{\{((?:(?!\}\}).)*)\}\}$/s.exec(text)?.[1];
  if (whole !== undefined) return run(whole, contexts, inMotion);
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression: string) => asText(run(expression, contexts, inMotion)));
}

export function asText(value: unknown): string {
  return value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
}

export function evaluateAll(texts: Contexts = {}, contexts: Contexts): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, asText(evaluate(text, contexts))]));
}

/** An `if` without a status function is true only while nothing has failed. */
export function isWanted(condition: unknown, contexts: Contexts, standing: Standing): boolean {
  const text = String(condition ?? 'success()').replace(/^\s*\$\{\{(.*)\}\}\s*$/s, '$1');
  const asks = /\b(always|failure|cancelled|success)\s*\(/.test(text);
  return run(asks ? text : `success() && (${text})`, contexts, standing) === true;
}
