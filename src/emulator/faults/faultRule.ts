/**
 * The language of fault rules: one line selects the requests, says which of them fail, and how.
 *
 *     [METHOD] [PATH-GLOB] [WHEN] EFFECT [key=value ...]
 *
 * The full grammar is `faultHelp` in faultHelp.ts. A rule that cannot be parsed is an error, which names the wrong part
 * and shows the grammar. If a mistyped rule were ignored, a rehearsal would seem to pass although the fault never
 * happened.
 */
import { faultHelp } from './faultHelp.ts';

/** How a fault changes the answer. */
export type AnswerEffect =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly code: string;
      /** What the service says, where its text is known. */
      readonly message?: string;
      /** Sent as seconds, or as an HTTP date that many seconds in the future. */
      readonly retryAfter?: { readonly seconds: number; readonly asDate: boolean };
      readonly commit: boolean;
    }
  | { readonly kind: 'drop'; readonly commit: boolean }
  | { readonly kind: 'hang'; readonly commit: boolean }
  | {
      readonly kind: 'body';
      readonly form: 'truncate' | 'html' | 'empty' | 'wrong-json';
      readonly commit: boolean;
    }
  | { readonly kind: 'next-link'; readonly form: 'loop' | 'garbage' }
  | { readonly kind: 'next-link'; readonly form: 'foreign'; readonly origin: string };

export type FaultEffect =
  | AnswerEffect
  | { readonly kind: 'lag'; readonly reads: number }
  | { readonly kind: 'slow'; readonly ms: number };

/** Which of the matching requests a rule affects, counted from 1. */
export type FaultWhen =
  | { readonly kind: 'every' }
  | { readonly kind: 'nth' | 'first' | 'after'; readonly n: number }
  | { readonly kind: 'share'; readonly percent: number }
  | { readonly kind: 'wider'; readonly hours: number }
  | { readonly kind: 'filter'; readonly text: string };

export interface FaultRule {
  readonly text: string;
  /** Undefined for any method. */
  readonly method: string | undefined;
  readonly path: RegExp;
  readonly when: FaultWhen;
  readonly effect: FaultEffect;
}

const methods = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'];

const defaultCodes: Readonly<Record<number, string>> = {
  400: 'Request_BadRequest',
  401: 'InvalidAuthenticationToken',
  403: 'Authorization_RequestDenied',
  404: 'Request_ResourceNotFound',
  409: 'Request_Conflict',
  412: 'PreconditionFailed',
  423: 'Locked',
  429: 'TooManyRequests',
  500: 'InternalServerError',
  502: 'BadGateway',
  503: 'ServiceUnavailable',
  504: 'GatewayTimeout',
};

type Keys = ReadonlyMap<string, string>;

interface EffectWord {
  /** The keys that the effect accepts. */
  readonly keys: readonly string[];
  readonly read: (keys: Keys, fail: FailParse) => FaultEffect;
}

type FailParse = (part: string) => never;

const body = (form: 'truncate' | 'html' | 'empty' | 'wrong-json', commit: boolean): EffectWord => ({
  keys: ['commit'],
  read: (keys, fail) => ({ kind: 'body', form, commit: readCommit(keys, commit, fail) }),
});

const fixed = (effect: FaultEffect): EffectWord => ({ keys: [], read: () => effect });

const effects: Readonly<Record<string, EffectWord>> = {
  'drop-before': fixed({ kind: 'drop', commit: false }),
  'drop-after': fixed({ kind: 'drop', commit: true }),
  hang: { keys: ['commit'], read: (keys, fail) => ({ kind: 'hang', commit: readCommit(keys, false, fail) }) },
  slow: { keys: ['ms'], read: (keys, fail) => ({ kind: 'slow', ms: readNumber(keys, 'ms', fail) }) },
  lag: { keys: ['reads'], read: (keys, fail) => ({ kind: 'lag', reads: readNumber(keys, 'reads', fail) }) },
  truncate: body('truncate', true),
  html: body('html', false),
  'wrong-json': body('wrong-json', false),
  empty: body('empty', true),
  'token-expired': fixed({ kind: 'status', status: 401, code: 'InvalidAuthenticationToken', commit: false }),
  'no-licence': fixed({
    kind: 'status',
    status: 403,
    code: 'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
    message: "Neither tenant is B2C or tenant doesn't have premium license",
    commit: false,
  }),
  'invalid-filter': fixed({
    kind: 'status',
    status: 400,
    code: 'BadRequest',
    message: 'Invalid filter clause: Only documented properties can be filtered.',
    commit: false,
  }),
  'nextlink-loop': fixed({ kind: 'next-link', form: 'loop' }),
  'nextlink-garbage': fixed({ kind: 'next-link', form: 'garbage' }),
  'nextlink-foreign': {
    keys: ['origin'],
    read: (keys, fail) => {
      const origin = keys.get('origin') ?? '';
      return URL.canParse(origin)
        ? { kind: 'next-link', form: 'foreign', origin: new URL(origin).origin }
        : fail(`origin=${origin} is not a URL`);
    },
  },
};

/** Parses one rule. Throws an Error that names the wrong part and shows the grammar. */
export function parseFault(text: string): FaultRule {
  const fail = (part: string): never => {
    throw new Error(`Fault rule '${text}': ${part}.\n\n${faultHelp}`);
  };
  const words = text.trim().split(/\s+/);
  const firstKey = words.findIndex((word, index) => isKey(word) && !isWhen(words[index] ?? ''));
  const head = firstKey === -1 ? words : words.slice(0, firstKey);
  const keys = readKeys(firstKey === -1 ? [] : words.slice(firstKey), fail);

  const method = methods.includes(head[0] ?? '') || head[0] === '*' ? head.shift() : undefined;
  const glob = head[0] !== undefined && !isWhen(head[0]) && !isEffect(head[0]) ? head.shift() : undefined;
  const when = isWhen(head[0] ?? '') ? readWhen(head.shift() ?? '', fail) : { kind: 'every' as const };
  const effect = readEffect(head, keys, fail);
  return {
    text,
    method: method === '*' ? undefined : method,
    path: globToPattern(glob ?? '/**'),
    when,
    effect,
  };
}

function isKey(word: string): boolean {
  return /^[a-z-]+=/.test(word);
}

function isWhen(word: string): boolean {
  return /^(every|\d+(st|nd|rd|th)|(first|after|wider|filter)=.*|[\d.]+%)$/.test(word);
}

function isEffect(word: string): boolean {
  return /^\d+$/.test(word) || word === 'commit-then' || Object.hasOwn(effects, word);
}

function readKeys(words: readonly string[], fail: FailParse): Keys {
  const keys = new Map<string, string>();
  for (const word of words) {
    const [name = '', ...value] = word.split('=');
    if (!isKey(word)) fail(`'${word}' is not key=value`);
    if (keys.has(name)) fail(`'${name}' is given twice`);
    keys.set(name, value.join('='));
  }
  return keys;
}

function readWhen(word: string, fail: FailParse): FaultWhen {
  if (word === 'every') return { kind: 'every' };
  if (word.endsWith('%')) {
    const percent = Number(word.slice(0, -1));
    return percent > 0 && percent <= 100
      ? { kind: 'share', percent }
      : fail(`'${word}' is not a percentage above 0 and up to 100`);
  }
  if (word.startsWith('filter=')) return { kind: 'filter', text: word.slice('filter='.length) };
  const [kind, digits] = word.includes('=') ? word.split('=') : ['nth', word.slice(0, -2)];
  const n = Number(digits);
  if (kind === 'wider' && n > 0) return { kind, hours: n };
  if (!Number.isInteger(n) || n < 1) return fail(`'${word}' does not hold a whole number from 1 on`);
  return { kind: kind === 'first' || kind === 'after' ? kind : 'nth', n };
}

function readEffect(head: readonly string[], keys: Keys, fail: FailParse): FaultEffect {
  const [word, ...rest] = head;
  if (word === undefined) return fail('the effect is missing');
  const commits = word === 'commit-then';
  const extra = commits ? rest.slice(1) : rest;
  if (!isEffect(word)) return fail(`'${word}' is neither a time nor an effect`);
  if (extra.length > 0) return fail(`'${extra.join(' ')}' after the effect is not key=value`);
  if (commits || /^\d+$/.test(word)) {
    refuseOthers(keys, ['retry-after', 'code'], fail);
    return readStatus(commits ? (rest[0] ?? '') : word, keys, commits, fail);
  }
  const effect = effects[word];
  if (effect === undefined) return fail(`'${word}' is not an effect`);
  refuseOthers(keys, effect.keys, fail);
  return effect.read(keys, fail);
}

function refuseOthers(keys: Keys, allowed: readonly string[], fail: FailParse): void {
  for (const name of keys.keys()) {
    if (!allowed.includes(name)) fail(`the effect does not take '${name}'`);
  }
}

function readStatus(word: string, keys: Keys, commit: boolean, fail: FailParse): FaultEffect {
  const status = Number(word);
  const code = keys.get('code') ?? defaultCodes[status];
  if (code === undefined || defaultCodes[status] === undefined) {
    return fail(`'${word}' is not a status that can be answered`);
  }
  const wait = keys.get('retry-after');
  if (wait === undefined) return { kind: 'status', status, code, commit };
  const [, date, ahead, seconds] = /^(?:(date)(?:\+(\d+))?|(\d+(?:\.\d+)?))$/.exec(wait) ?? [];
  if (date === undefined && seconds === undefined) return fail(`retry-after=${wait} is neither seconds nor date`);
  const retryAfter = { seconds: Number(seconds ?? ahead ?? 1), asDate: date !== undefined };
  return { kind: 'status', status, code, commit, retryAfter };
}

function readCommit(keys: Keys, otherwise: boolean, fail: FailParse): boolean {
  const value = keys.get('commit');
  if (value === undefined) return otherwise;
  return value === 'yes' || value === 'no' ? value === 'yes' : fail(`commit=${value} is neither yes nor no`);
}

function readNumber(keys: Keys, name: string, fail: FailParse): number {
  const value = keys.get(name) ?? '';
  return /^\d+$/.test(value) ? Number(value) : fail(`${name}=N is missing or not a whole number`);
}

function globToPattern(glob: string): RegExp {
  const root = '/policies/crossTenantAccessPolicy';
  const full = glob === '.' ? root : glob.startsWith('/') ? glob : glob === '**' ? '/**' : `${root}/${glob}`;
  const source = full
    .split(/(\*\*|\*)/)
    .map((part) => (part === '**' ? '.*' : part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')))
    .join('');
  return new RegExp(`^${source}$`);
}
