/*
 * Reads a pack: a YAML file with rules. The packs of xtap and the packs of users have the same format and this reader.
 * A pack may extend a pack of xtap: then a rule with only `id` and `severity` sets the severity of that rule.
 */
import type { Diagnostic } from '../../model/diagnostic.ts';
import { fieldTable } from '../../model/fieldTable.ts';
import type { Pack, Rule } from '../../model/pack.ts';
import { formatPosition } from '../../model/position.ts';
import type { Setting } from '../../model/setting.ts';
import { readRoot } from '../read/codecs/reader.ts';
import { withPosition } from '../read/decodePosition.ts';
import { didYouMean } from '../read/didYouMean.ts';
import { collectFindings, type ReportFinding } from '../read/findings.ts';
import type { SourceFile } from '../read/sourceFile.ts';
import { checkText, linesOf } from '../read/sourceText.ts';
import { readYaml } from '../read/yaml/readYaml.ts';
import { type PackValue, packReader } from './packReader.ts';
import type { RuleEntry } from './ruleReader.ts';

export interface PackResult {
  /** Undefined if there is an error. */
  readonly pack?: Pack;
  /** The pack that it extends, by name. */
  readonly extended?: string;
  readonly diagnostics: readonly Diagnostic[];
}

export interface PackOptions {
  readonly table?: readonly Setting[];
  readonly extendable: ReadonlyMap<string, Pack>;
}

/** Never throws for the content of the file; does no I/O. */
export function readPack(source: SourceFile, { table = fieldTable, extendable }: PackOptions): PackResult {
  const findings = collectFindings();
  const value = decode(source, table, findings.report);
  const pack = value && combine(value, extendable, findings.report);
  const diagnostics = findings.list(linesOf([source]));
  if (!pack || findings.hasErrors()) return { diagnostics };
  return { pack, ...(value.extended && { extended: value.extended.name }), diagnostics };
}

function decode(source: SourceFile, table: readonly Setting[], report: ReportFinding): PackValue | undefined {
  const text = checkText(source, report);
  if (text === undefined) return undefined;
  const { documents } = readYaml({ file: source.file, text }, report);
  const [document, ...others] = documents.filter(({ value }) => value !== null && value !== undefined);
  const [other] = others;
  if (other) {
    const message = 'a pack is one document, and a second one begins here';
    report({ code: 'bad-rule', message, position: other.places.ofRoot() });
  }
  if (!document) {
    report({ code: 'bad-rule', message: 'the file has no pack', position: { file: source.file, line: 1, column: 1 } });
    return undefined;
  }
  const { value, places } = document;
  return readRoot(packReader(table, places), value, (error) => report(withPosition(error, places)));
}

function combine(
  { name, version, extended, rules }: PackValue,
  extendable: PackOptions['extendable'],
  report: ReportFinding,
): Pack | undefined {
  const base = extended && extendable.get(extended.name);
  if (extended && !base) {
    const message = `\`${extended.name}\` is not a pack of xtap, so this pack cannot extend it`;
    report({
      code: 'unknown-pack',
      message,
      hint: didYouMean(extended.name, extendable.keys()),
      position: extended.position,
    });
    return undefined;
  }
  const combined = new Map<string, Rule>(base?.rules.map((rule) => [rule.id, rule]));
  const seen = new Map<string, RuleEntry>();
  for (const entry of rules) {
    const first = seen.get(entry.id);
    seen.set(entry.id, entry);
    const rule = first ? duplicate(entry, first, report) : ruleOf(entry, combined.get(entry.id), report);
    if (rule) combined.set(rule.id, rule);
  }
  return { name, version, rules: [...combined.values()] };
}

function duplicate({ id, position }: RuleEntry, first: RuleEntry, report: ReportFinding): undefined {
  const message = `rule \`${id}\` is in this pack twice, first at ${formatPosition(first.position)}`;
  report({ code: 'duplicate-rule', message, position });
}

/** `extended`: the rule of the same id in the extended pack. */
function ruleOf(entry: RuleEntry, extended: Rule | undefined, report: ReportFinding): Rule | undefined {
  const { id, position, severity } = entry;
  if ('rule' in entry) {
    if (!extended) return entry.rule;
    const message = `rule \`${id}\` is a rule of the extended pack, so this pack can only set its severity`;
    report({ code: 'duplicate-rule', message, hint: 'keep `id` and `severity`, or take another id', position });
    return undefined;
  }
  if (extended) return { ...extended, severity, exceptions: [] };
  const message = `rule \`${id}\` has only a severity, and no extended pack has this rule`;
  report({ code: 'bad-rule', message, hint: 'correct the id, or write the whole rule', position });
  return undefined;
}
