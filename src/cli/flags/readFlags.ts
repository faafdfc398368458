/*
 * Declares the flags to commander and reads their values: from the command line, else from the environment. The same
 * rules apply to both sources.
 */
import { type Command, Option } from 'commander';
import type { FlagValues } from '../command.ts';
import { usageError } from '../errors.ts';
import type { ColorChoice, Io } from '../output/io.ts';
import { environmentName, type Flag } from './flags.ts';

export function optionOf(flag: Flag): Option {
  const name = flag.value === undefined ? `--${flag.name}` : `--${flag.name} <${flag.value}>`;
  const option = new Option(flag.short ? `-${flag.short}, ${name}` : name, flag.summary);
  if (flag.choices) option.choices([...flag.choices]);
  if (flag.kind === 'number') option.argParser(parseNumber(flag, `--${flag.name}`));
  if (flag.kind === 'list')
    option.argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]);
  return option;
}

function parseNumber(flag: Flag, name: string): (value: string) => number {
  const { integer, positive, max = Number.MAX_VALUE } = flag;
  return (value) => {
    const parsed = Number(value);
    const isWithin = value.trim() !== '' && (positive ? parsed > 0 : parsed >= 0) && parsed <= max;
    if (isWithin && !(integer && !Number.isInteger(parsed))) return parsed;
    throw usageError(`${name} takes a ${integer ? 'whole ' : ''}number ${rangeOf(flag)}, not "${value}".`);
  };
}

function rangeOf({ positive, max }: Flag): string {
  if (positive) return max === undefined ? 'above 0' : `above 0, up to ${max}`;
  return max === undefined ? 'of 0 or more' : `of 0 to ${max}`;
}

/** The values of the given flags. The command line takes precedence over the environment. */
export function readFlags(command: Command, flags: readonly Flag[], io: Io): FlagValues {
  const given = flags.flatMap((flag): readonly GivenFlag[] => {
    const isFromCommandLine = command.getOptionValueSource(attributeOf(flag)) === 'cli';
    const value = isFromCommandLine ? fromCommandLine(command, flag) : fromVariable(flag, io);
    return value === undefined ? [] : [{ flag, value, isFromCommandLine }];
  });
  const ofKind = <Value>(kind: Flag['kind']): ReadonlyMap<string, Value> =>
    new Map(given.filter(({ flag }) => flag.kind === kind).map(({ flag, value }) => [flag.name, value as Value]));
  const switches = ofKind<boolean>('switch');
  return {
    switches: new Set([...switches].filter(([, isOn]) => isOn).map(([name]) => name)),
    texts: ofKind('text'),
    numbers: ofKind('number'),
    lists: ofKind('list'),
    fromEnvironment: new Set(given.filter(({ isFromCommandLine }) => !isFromCommandLine).map(({ flag }) => flag.name)),
  };
}

interface GivenFlag {
  readonly flag: Flag;
  readonly value: unknown;
  readonly isFromCommandLine: boolean;
}

function fromCommandLine(command: Command, flag: Flag): unknown {
  const value: unknown = command.getOptionValue(attributeOf(flag));
  // `--color WHEN` and `--no-color` share an attribute, which is false for the second. The last one counts.
  if (flag.name.startsWith('no-')) return value === false ? true : undefined;
  if (value === false) return undefined;
  return flag.kind === 'switch' ? true : requireNonEmpty(flag, value);
}

/** Undefined if the variable is unset or empty, or if the flag has no variable. */
function fromVariable(flag: Flag, io: Io): unknown {
  const name = environmentName(flag);
  const variable = name === undefined ? '' : (io.env[name] ?? '');
  return variable === '' ? undefined : fromEnvironment(flag, variable, name ?? '');
}

/**
 * `--base "$REF"` with an unset variable is a mistake and must not be read as a path. An empty approval flag is
 * accepted: an empty digest does not match any plan.
 */
function requireNonEmpty(flag: Flag, value: unknown): unknown {
  const isEmpty = Array.isArray(value) ? value.includes('') : value === '';
  if (isEmpty && !flag.isApproval) throw usageError(`--${flag.name} is empty.`, 'Leave it out, or give it a value.');
  return value;
}

/** Commander stores `--no-color` as `color: false` and `--graph-url` as `graphUrl`. */
function attributeOf(flag: Flag): string {
  return new Option(`--${flag.name}`).attributeName();
}

function fromEnvironment(flag: Flag, variable: string, name: string): unknown {
  const choices = flag.variableChoices ?? flag.choices;
  if (choices && !choices.includes(variable)) {
    throw usageError(`${name} is "${variable}"; it takes ${choices.join(', ')}.`);
  }
  switch (flag.kind) {
    case 'switch':
      if (/^(1|true|yes|on|0|false|no|off)$/i.test(variable)) return /^(1|true|yes|on)$/i.test(variable);
      throw usageError(`${name} is "${variable}"; it takes 1 or 0, true or false, yes or no, on or off.`);
    case 'number':
      return parseNumber(flag, name)(variable);
    case 'list':
      return splitList(variable, name);
    case 'text':
      return variable;
  }
}

function splitList(variable: string, name: string): readonly string[] {
  const parts = variable.split(',').map((part) => part.trim());
  if (parts.every((part) => part !== '')) return parts;
  throw usageError(`${name} is "${variable}", and a value in it is empty.`, 'Separate the values with commas.');
}

/** `--no-color` is `never`. The command line takes precedence over the environment. */
export function colorChoice({ texts, switches, fromEnvironment }: FlagValues): ColorChoice {
  const choice = (texts.get('color') ?? 'auto') as ColorChoice;
  const overridesVariable = texts.has('color') && !fromEnvironment.has('color') && fromEnvironment.has('no-color');
  return switches.has('no-color') && !overridesVariable ? 'never' : choice;
}
