/* What the exit codes mean for each command, for its help and for the reference page. */
import { wrapLines, wrapText } from '../../render/text/wrapText.ts';
import type { CommandName } from './commandTable.ts';

export type ExitMeaning = readonly [code: number, meaning: string];

const planned = 'a guard is exceeded; the plan is shown';
const invalid = 'a file or the configuration is not valid';

const meanings: Readonly<Record<CommandName, readonly ExitMeaning[]>> = {
  validate: [
    [0, 'the configuration is valid'],
    [65, 'it has errors'],
  ],
  plan: [
    [0, 'the plan is shown'],
    [2, 'the same, with --detailed-exitcode: there are changes'],
    [3, planned],
    [65, 'the configuration is not valid, or a partner cannot be planned'],
  ],
  apply: [
    [0, 'applied, or nothing to do'],
    [3, 'nothing was sent: a guard is exceeded, or approval is missing'],
    [4, 'nothing was sent: the tenant has changed, or --expect-digest names another plan'],
    [5, 'applied in part; run it again'],
    [65, 'nothing was sent: a file is not valid, or a partner cannot be planned'],
  ],
  drift: [
    [0, 'the tenant is as declared'],
    [2, 'it is not'],
    [3, planned],
    [5, 'with --correct: corrected in part'],
  ],
  pull: [
    [0, 'the files are written'],
    [65, invalid],
  ],
  add: [
    [0, 'the entry is written'],
    [65, 'a file or the configuration is not valid, or it declares the partner already'],
  ],
  explain: [
    [0, 'the answer is printed, also if it is "no"'],
    [65, invalid],
  ],
  doctor: [
    [0, 'everything that was checked is in order'],
    [77, 'a permission is missing, or it is the wrong tenant'],
  ],
  check: [
    [0, 'no finding is at or above --fail-on'],
    [3, 'a finding is; with --require-complete also: a result is unknown'],
    [65, 'a file, the configuration or a pack is not valid'],
  ],
  init: [
    [0, 'the files are written, or were there already'],
    [65, invalid],
  ],
  signins: [
    [0, 'the file is written, also if a part of the log could not be read'],
    [77, 'a permission or the licence is missing'],
  ],
  replay: [
    [0, 'the result is printed'],
    [3, 'more than --fail-on or --max-blocked accepts, or an incomplete log'],
    [65, invalid],
  ],
  discover: [
    [0, 'the result is printed'],
    [2, 'the same, with --detailed-exitcode: there are undeclared tenants'],
    [65, invalid],
  ],
  schema: [[0, 'the schema is printed']],
  emulate: [
    [0, 'Ctrl-C has ended the emulator, or the running one was changed'],
    [64, 'the port is in use, or the change is refused'],
  ],
  demo: [[0, 'every step ended as expected']],
  completion: [[0, 'the script is printed']],
};

/** The codes that every command can end with. */
const common: readonly ExitMeaning[] = [
  [1, 'another error'],
  [64, 'usage'],
  [65, 'input'],
  [77, 'identity'],
  [130, 'Ctrl-C'],
  [143, 'SIGTERM'],
];

export function exitMeaningsOf(name: CommandName): readonly ExitMeaning[] {
  return meanings[name];
}

/** Lists the meanings for this command, then the other codes in one line. */
export function exitCodeHelp(name: CommandName, width: number): readonly string[] {
  const own = meanings[name];
  const others = common.filter(([code]) => own.every(([each]) => each !== code));
  return [
    'Exit codes:',
    ...own.flatMap(([code, meaning]) =>
      wrapText(meaning, width, { first: `  ${String(code).padEnd(3)}  `, rest: ' '.repeat(7) }),
    ),
    ...wrapLines([`  Others: ${others.map(([code, meaning]) => `${code} ${meaning}`).join(', ')}.`], width),
  ];
}
