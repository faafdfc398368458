/* The commands as data: the parser, the completion scripts and the reference page read these rows. */

import { apiVersions } from '../model/cloud.ts';
import { usualFolder } from '../model/usualFolder.ts';
import {
  baseFlag,
  consentFlags,
  count,
  defaults,
  executionFlags,
  type Flag,
  type Format,
  formatFlag,
  formats,
  generalFlags,
  graphFlags,
  list,
  liveFlag,
  milliseconds,
  number,
  onlyFlag,
  outputFlags,
  showRequestsFlag,
  some,
  text,
  toggle,
} from './flags.ts';

export type CommandName =
  | 'validate'
  | 'plan'
  | 'apply'
  | 'drift'
  | 'pull'
  | 'add'
  | 'explain'
  | 'doctor'
  | 'schema'
  | 'emulate'
  | 'demo'
  | 'completion';

export interface CommandRow {
  readonly name: CommandName;
  /** As in the usage line: `[PATH...]`, `TENANT`. */
  readonly operands: string;
  readonly summary: string;
  readonly flags: readonly Flag[];
  /** The formats it can print; the first is the default. */
  readonly formats: readonly Format[];
}

/** The configuration of a command that is given no path. */
export const defaultPath = `${usualFolder}/`;

const common = [...outputFlags, ...generalFlags];
const planning = [...common, ...graphFlags, liveFlag, onlyFlag, baseFlag, showRequestsFlag];

export const commandTable: readonly CommandRow[] = [
  {
    name: 'validate',
    operands: '[PATH...]',
    summary: 'check the configuration; offline, no credentials',
    flags: [...common, ...graphFlags, toggle('online', 'also check domains and application ids')],
    formats,
  },
  {
    name: 'plan',
    operands: '[PATH...]',
    summary: 'show what apply would do',
    flags: [...planning, toggle('detailed-exitcode', 'exit 2 where there are changes')],
    formats,
  },
  {
    name: 'apply',
    operands: '[PATH... | PLAN.json]',
    summary: 'do it: plan, show, ask, apply; or apply a saved plan',
    flags: [
      ...common,
      ...graphFlags,
      onlyFlag,
      baseFlag,
      showRequestsFlag,
      ...consentFlags,
      ...executionFlags,
      text('resume', 'JOURNAL', 'explain an interrupted run and go on from a fresh plan'),
    ],
    formats,
  },
  {
    name: 'drift',
    operands: '[PATH...]',
    summary: 'plan as an alarm: exit 2 where the tenant is not as declared',
    flags: [
      ...planning,
      ...executionFlags,
      toggle('correct', 'correct what neither broadens, nor deletes, nor touches default or policy'),
      text('since', 'TIME', 'the last known good time, for who changed what (ISO; default 7 days ago)'),
      toggle('no-attribution', 'do not ask the audit log who changed what'),
    ],
    formats,
  },
  {
    name: 'pull',
    operands: '',
    summary: 'live tenant to YAML whose plan is empty',
    flags: [
      ...common,
      ...graphFlags,
      liveFlag,
      text('dir', 'DIR', 'where the YAML goes (default configs/)'),
      toggle('split', 'one file per partner'),
      text('snapshot', 'FILE', 'write the raw live JSON there instead'),
      { ...text('api', 'VERSION', 'the Graph version to read'), choices: apiVersions },
    ],
    formats,
  },
  {
    name: 'add',
    operands: 'DOMAIN|TENANT',
    summary: 'write a new partner entry into the configuration, comments kept',
    flags: [
      ...common,
      ...graphFlags,
      text('profile', 'PROFILE', 'the profile of the new entry'),
      text('file', 'FILE', 'the file it goes into'),
      text('name', 'NAME', 'the label of the new entry'),
    ],
    formats,
  },
  {
    name: 'explain',
    operands: 'TENANT [PATH...]',
    summary: 'effective access of a partner (by id, name or domain), and why',
    flags: [
      ...common,
      ...graphFlags,
      liveFlag,
      toggle('desired', 'as it will be after apply'),
      { ...text('direction', 'DIRECTION', 'the direction of the question'), choices: ['inbound', 'outbound'] },
      {
        ...text('service', 'SERVICE', 'the service of the question'),
        choices: ['collaboration', 'direct-connect', 'm365', 'tenant-restrictions'],
      },
      list('user', 'ID', 'the object id of a user (repeatable)'),
      list('group', 'ID', 'the object id of a group that the user belongs to (repeatable)'),
      list('app', 'ID', 'an application id (repeatable)'),
    ],
    formats,
  },
  {
    name: 'doctor',
    operands: '[PATH...]',
    summary: 'check identity, permissions, tenant, clock and endpoints',
    flags: [...common, ...graphFlags],
    formats,
  },
  {
    name: 'schema',
    operands: '',
    summary: 'JSON Schema of the configuration, for editors',
    flags: [toggle('plan', 'the schema of a plan file instead'), ...outputFlags],
    formats: ['json', ...formats.filter((format) => format !== 'json')],
  },
  {
    name: 'emulate',
    operands: '',
    summary: 'a local Graph with a cross-tenant access policy in it',
    flags: [
      { ...count('port', 'PORT', 'port on 127.0.0.1 (default 0: any free one)'), most: 65_535 },
      { ...text('nested', 'MODE', 'what PATCH does inside a setting'), choices: ['replace', 'merge'] },
      some(count('page-size', 'N', `partners per page (default ${defaults.pageSize})`)),
      milliseconds('latency', 'wait before every answer'),
      text('seed', 'FILE', 'a snapshot to start from (default: a sample tenant; "empty" for none)'),
      list('fault', 'RULE', "a fault, such as 'PATCH partners/* 2nd 503 retry-after=1' (repeatable)"),
      some(number('quota', 'N', 'writes per second before 429')),
      some(count('quota-burst', 'N', `writes before the quota counts (default ${defaults.quotaBurst})`)),
      toggle('log', 'print every request on stderr'),
      formatFlag,
    ],
    formats: ['text', 'json'],
  },
  {
    name: 'demo',
    operands: '',
    summary: 'the whole loop against the emulator, narrated',
    flags: [...generalFlags],
    formats: ['text'],
  },
  {
    name: 'completion',
    operands: 'bash|zsh|fish',
    summary: 'a completion script for the shell',
    flags: [],
    formats: ['text'],
  },
];
