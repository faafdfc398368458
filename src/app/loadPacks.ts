import { resolve } from 'node:path';
import { builtInPacks } from '../check/packs/builtIn.ts';
import { readPack } from '../config/packs/readPack.ts';
import { didYouMean } from '../config/read/didYouMean.ts';
import { countFindings } from '../model/diagnostic.ts';
import { XtapError } from '../model/errors.ts';
import type { Pack } from '../model/pack.ts';
import { pathExists } from '../platform/files/pathExists.ts';
import { readText } from '../platform/files/readText.ts';
import type { RunContext } from './runContext.ts';

const defaultPack = 'xtap';

/**
 * The packs of `--pack`, each the name of a pack of xtap or a file. A pack that another one extends is run once, as a
 * part of the other one. Throws XtapError `invalid-path`, `invalid-pack` (with all findings) or `usage`.
 */
export async function loadPacks(words: readonly string[], { cwd }: Pick<RunContext, 'cwd'>): Promise<readonly Pack[]> {
  const builtIn = readBuiltIn();
  const read = await Promise.all(
    [...new Set(words.length > 0 ? words : [defaultPack])].map((word) => loadPack(word, cwd, builtIn)),
  );
  const extended = new Set(read.flatMap((each) => each.extended ?? []));
  const packs = read.map(({ pack }) => pack).filter(({ name }) => !(extended.has(name) && builtIn.has(name)));
  requireDistinctRules(packs);
  return packs;
}

interface LoadedPack {
  readonly pack: Pack;
  readonly extended?: string;
}

async function loadPack(word: string, cwd: string, builtIn: ReadonlyMap<string, Pack>): Promise<LoadedPack> {
  const own = builtIn.get(word);
  if (own) return { pack: own };
  const path = resolve(cwd, word);
  if (!(await pathExists(path))) {
    const hint = didYouMean(word, builtIn.keys());
    const names = `The packs of xtap are ${[...builtIn.keys()].join(' and ')}.`;
    throw new XtapError('invalid-path', `--pack ${word} is neither a pack of xtap nor a file.`, {
      next: [hint, names].filter((part) => part !== undefined).join(' '),
    });
  }
  const { pack, extended, diagnostics } = readPack(
    { file: word, text: await readText(path, word) },
    { extendable: builtIn },
  );
  if (pack && !builtIn.has(pack.name)) return { pack, ...(extended !== undefined && { extended }) };
  if (pack) {
    throw new XtapError('invalid-pack', `${word}: \`${pack.name}\` is the name of a pack of xtap.`, {
      next: 'Take another name.',
    });
  }
  const count = countFindings(diagnostics.filter(({ severity }) => severity === 'error'));
  throw new XtapError('invalid-pack', `The pack ${word} has ${count} ${count === 1 ? 'error' : 'errors'}.`, {
    diagnostics,
  });
}

/** The pack that is run where nobody names one. */
export function usualPack(): Pack {
  const pack = readBuiltIn().get(defaultPack);
  if (!pack) throw new Error(`There is no pack ${defaultPack}.`);
  return pack;
}

/** With the reader of every other pack. An error in them is a bug. */
export function readBuiltIn(): ReadonlyMap<string, Pack> {
  const packs = new Map<string, Pack>();
  for (const [name, text] of builtInPacks) {
    const { pack, diagnostics } = readPack({ file: `${name}.yaml`, text }, { extendable: packs });
    if (!pack) throw new Error(`The pack ${name} of xtap is invalid: ${JSON.stringify(diagnostics)}`);
    packs.set(name, pack);
  }
  return packs;
}

/** A waiver names a rule by its id, so two rules with one id would be ambiguous. */
function requireDistinctRules(packs: readonly Pack[]): void {
  const owners = new Map<string, string>();
  for (const { name, rules } of packs) {
    for (const { id } of rules) {
      const owner = owners.get(id);
      if (owner !== undefined) {
        const message = `The packs ${owner} and ${name} both have a rule ${id}.`;
        throw new XtapError('usage', message, { next: 'Run them one by one, or rename the rule.' });
      }
      owners.set(id, name);
    }
  }
}
