import type { CommandResult, Invocation } from '../command.ts';
import { commandTable } from '../commandTable.ts';
import type { Flag } from '../flags.ts';
import { usageError } from '../output.ts';

const shells: Readonly<Record<string, () => string>> = { bash, zsh, fish };

export async function run({ operands }: Invocation): Promise<CommandResult> {
  const [shell = ''] = operands;
  const script = Object.hasOwn(shells, shell) ? shells[shell] : undefined;
  if (!script || operands.length !== 1) throw usageError(`completion takes one of ${Object.keys(shells).join(', ')}.`);
  return { ending: 'done', documents: { text: script } };
}

function bash(): string {
  const cases = commandTable.map(({ name, flags }) => `    ${name}) words="${flags.map(dashed).join(' ')}" ;;`);
  const choices = choicePairs().map(
    ([flag, values]) => `    ${flag}) COMPREPLY=($(compgen -W "${values}" -- "$current")); return ;;`,
  );
  return `# xtap completion for bash: source <(xtap completion bash)
_xtap() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD - 1]}" words=""
  COMPREPLY=()
  case "$previous" in
${choices.join('\n')}
  esac
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commandTable.map(({ name }) => name).join(' ')}" -- "$current"))
  elif [[ "$current" == -* ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  else
    COMPREPLY=($(compgen -f -- "$current"))
  fi
}
complete -o filenames -F _xtap xtap
`;
}

function zsh(): string {
  const commands = commandTable.map(({ name, summary }) => `    '${name}:${quoted(summary)}'`);
  const cases = commandTable.map(
    ({ name, flags }) => `    ${name}) _arguments ${flags.map(zshFlag).join(' ')} '*:file:_files' ;;`,
  );
  return `#compdef xtap
# xtap completion for zsh: source <(xtap completion zsh)
_xtap() {
  local -a commands
  commands=(
${commands.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe 'command' commands
    return
  fi
  local command="$words[2]"
  shift words
  (( CURRENT-- ))
  case "$command" in
${cases.join('\n')}
  esac
}
compdef _xtap xtap
`;
}

function fish(): string {
  const names = commandTable.map(({ name }) => name).join(' ');
  const commands = commandTable.map(
    ({ name, summary }) =>
      `complete -c xtap -n "not __fish_seen_subcommand_from ${names}" -f -a ${name} -d '${quoted(summary)}'`,
  );
  const flags = commandTable.flatMap(({ name, flags: own }) =>
    own.map((flag) => {
      const value = flag.choices ? ` -x -a '${flag.choices.join(' ')}'` : flag.kind === 'switch' ? '' : ' -r';
      return `complete -c xtap -n "__fish_seen_subcommand_from ${name}" -l ${flag.name}${value} -d '${quoted(flag.summary)}'`;
    }),
  );
  return `# xtap completion for fish: xtap completion fish | source\n${[...commands, ...flags].join('\n')}\n`;
}

function zshFlag(flag: Flag): string {
  const value =
    flag.kind === 'switch' ? '' : `:${flag.name}:${flag.choices ? `(${flag.choices.join(' ')})` : '_files'}`;
  return `'${flag.kind === 'list' ? '*' : ''}${dashed(flag)}[${quoted(flag.summary)}]${value}'`;
}

function dashed({ name }: Flag): string {
  return `--${name}`;
}

/** For a single-quoted word; the summaries hold no other special characters than these. */
function quoted(text: string): string {
  return text.replaceAll("'", '’').replaceAll(/[[\]:]/g, ' ');
}

function choicePairs(): readonly (readonly [string, string])[] {
  const pairs = commandTable.flatMap(({ flags }) =>
    flags.flatMap((flag) => (flag.choices ? [[dashed(flag), flag.choices.join(' ')] as const] : [])),
  );
  return [...new Map(pairs)];
}
