/* Commands as data: the parser, the help, the completion scripts and the reference page read these rows. */

import { failOnChoices } from '../../check/verdict.ts';
import { usualFolder } from '../../config/read/sourceFile.ts';
import { ciSystems } from '../../config/write/ciSystem.ts';
import { apiVersions } from '../../model/cloud.ts';
import { lookupChoices } from '../../replay/discovery.ts';
import { replayFailOnChoices } from '../../replay/replay.ts';
import {
  appliedFlag,
  approvalFlags,
  baseFlag,
  boolean,
  briefFlag,
  count,
  defaults,
  executionFlags,
  type Flag,
  type Format,
  formatFlagOf,
  formats,
  generalFlags,
  graphFlags,
  groupByFlag,
  list,
  liveFlag,
  milliseconds,
  notifyFlag,
  number,
  onlyFlag,
  outputFlagsOf,
  positive,
  seconds,
  showRequestsFlag,
  signInsFlag,
  text,
  withoutVariable,
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
  | 'check'
  | 'init'
  | 'signins'
  | 'replay'
  | 'discover'
  | 'schema'
  | 'emulate'
  | 'demo'
  | 'completion';

export interface CommandRow {
  readonly name: CommandName;
  /** The operands in the usage line: `[PATH...]`, `TENANT`. */
  readonly operands: string;
  /** An imperative without a full stop. */
  readonly summary: string;
  readonly examples: readonly Example[];
  /** In the order of the help: the command's own flags first, the flags of Microsoft Graph last. */
  readonly flags: readonly Flag[];
  /** The formats that the command can print; the first is the default. */
  readonly formats: readonly Format[];
}

interface Example {
  readonly line: string;
  readonly does: string;
}

/** The configuration that a command reads if no path is given. */
export const defaultPath = `${usualFolder}/`;

/** Explains the words in capitals in `operands`. */
export const operandSummaries: Readonly<Record<string, string>> = {
  PATH: `a YAML file or folder, or - for stdin (default ${defaultPath})`,
  'PLAN.json': 'a plan that "xtap plan -o json=PLAN.json" saved',
  TENANT: 'a partner: its tenant id, or its name or domain in the configuration',
  DOMAIN: 'a domain of the partner, such as fabrikam.example',
  ACTION:
    'in the running emulator: edit TARGET MEMBER=VALUE..., edit TARGET delete, fault RULE, or reset. A target is a partner (id, name or domain), default or policy; a value is true, false, null, allowed, blocked or JSON',
};

const connectedWith = (choices: readonly Format[]): readonly Flag[] => [
  ...outputFlagsOf(choices),
  ...generalFlags,
  ...graphFlags,
];
const connected = connectedWith(formats);
const planning = [onlyFlag, baseFlag, showRequestsFlag, groupByFlag, briefFlag];
const findingFormats = [...formats, 'sarif', 'junit'] as const;
const planFormats = [...findingFormats, 'digest'] as const;
const driftFormats = [...formats, 'openmetrics'] as const;
const emulatorFormats = ['text', 'json'] as const;

export const commandTable: readonly CommandRow[] = [
  {
    name: 'validate',
    operands: '[PATH...]',
    summary: 'check the configuration offline, without credentials',
    examples: [
      { line: 'xtap validate', does: `check ${defaultPath}` },
      { line: 'xtap validate --online', does: 'also ask Microsoft Graph about domains and application ids' },
    ],
    flags: [boolean('online', 'also check domains and application ids'), ...connectedWith(findingFormats)],
    formats: findingFormats,
  },
  {
    name: 'plan',
    operands: '[PATH...]',
    summary: 'show what apply would do',
    examples: [
      { line: 'xtap plan', does: `compare ${defaultPath} with the tenant` },
      { line: 'xtap plan -o json=plan.json -o html=plan.html', does: 'save the plan, and a report for the browser' },
    ],
    flags: [
      ...planning,
      appliedFlag,
      liveFlag,
      signInsFlag,
      boolean('detailed-exitcode', 'exit with 2 if there are changes'),
      ...connectedWith(planFormats),
    ],
    formats: planFormats,
  },
  {
    name: 'apply',
    operands: '[PATH... | PLAN.json]',
    summary: 'apply the plan (after showing it and asking), or apply a saved plan',
    examples: [
      { line: 'xtap apply', does: `plan ${defaultPath}, show the plan, ask, apply it` },
      { line: 'xtap apply plan.json --expect-digest sha256:…', does: 'apply the saved plan that was reviewed' },
    ],
    flags: [
      ...planning,
      signInsFlag,
      text('resume', 'JOURNAL', 'explain an interrupted run, and continue from a new plan'),
      notifyFlag,
      ...approvalFlags,
      ...executionFlags,
      ...connected,
    ],
    formats,
  },
  {
    name: 'drift',
    operands: '[PATH...]',
    summary: 'detect drift, and revert it with --correct',
    examples: [
      { line: 'xtap drift', does: `compare the tenant with ${defaultPath}; who changed it` },
      { line: 'xtap drift --correct --base git:HEAD', does: 'revert drift; HEAD is the commit that was applied last' },
    ],
    flags: [
      boolean(
        'correct',
        'revert drift that needs no approval: no broadening, no deletion, no tenant default or policy',
      ),
      ...planning,
      liveFlag,
      text('since', 'TIME', 'read the audit log from this time on (ISO; default 7 days ago)'),
      boolean('no-attribution', 'do not read the audit log to see who changed what'),
      positive(
        seconds('attribution-timeout', `longest time to read the audit log (default ${defaults.attributionTimeout})`),
      ),
      notifyFlag,
      text('notify-state', 'FILE', 'keep here what people know about the drift (default .xtap/notify/TENANT.json)'),
      ...executionFlags,
      ...connectedWith(driftFormats),
    ],
    formats: driftFormats,
  },
  {
    name: 'pull',
    operands: '',
    summary: 'import the live tenant as YAML',
    examples: [
      { line: 'xtap pull', does: `write the tenant to ${defaultPath}; a plan after it shows no changes` },
      { line: 'xtap pull --snapshot live.json', does: 'keep the raw JSON, for "xtap plan --live live.json"' },
    ],
    flags: [
      text('dir', 'DIR', `write the YAML to this folder (default ${defaultPath})`),
      boolean('split', 'write one file per partner'),
      boolean('profiles', 'move settings that several partners have in common into profiles'),
      text('snapshot', 'FILE', 'write the raw live JSON to this file instead'),
      boolean('dry-run', 'show what pull would write, and write nothing'),
      { ...text('api', 'VERSION', 'the Graph version to read'), choices: apiVersions },
      liveFlag,
      ...connected,
    ],
    formats,
  },
  {
    name: 'add',
    operands: 'DOMAIN|TENANT',
    summary: 'add a partner to the configuration, and keep its comments',
    examples: [
      { line: 'xtap add fabrikam.example', does: 'look up the tenant of the domain, and add it' },
      { line: 'xtap add fabrikam.example --profile supplier', does: 'add it with a profile of the configuration' },
    ],
    flags: [
      text('profile', 'PROFILE', 'the profile of the new entry'),
      text('file', 'FILE', 'the file that gets the new entry'),
      text('name', 'NAME', 'the label of the new entry'),
      ...connected,
    ],
    formats,
  },
  {
    name: 'explain',
    operands: 'TENANT [PATH...]',
    summary: "show a partner's effective access, and which line of YAML (or the tenant default) decides it",
    examples: [
      { line: 'xtap explain Fabrikam', does: 'every setting, and its source' },
      { line: 'xtap explain Fabrikam --direction inbound', does: 'can their users collaborate here?' },
    ],
    flags: [
      boolean('desired', 'explain the state after apply'),
      { ...text('direction', 'DIRECTION', 'the direction of the question'), choices: ['inbound', 'outbound'] },
      {
        ...text('service', 'SERVICE', 'the service of the question'),
        choices: ['collaboration', 'direct-connect', 'm365', 'tenant-restrictions'],
      },
      list('user', 'ID', 'the object id of a user (repeatable)'),
      list('group', 'ID', 'the object id of a group that the user belongs to (repeatable)'),
      list('app', 'ID', 'an application id (repeatable)'),
      liveFlag,
      ...connected,
    ],
    formats,
  },
  {
    name: 'doctor',
    operands: '[PATH...]',
    summary: 'check identity, permissions, tenant, clock and endpoints',
    examples: [
      { line: 'xtap doctor', does: 'the first command to run on a new tenant; it only reads' },
      { line: 'xtap doctor --cloud usgov', does: 'check another Microsoft cloud' },
    ],
    flags: connected,
    formats,
  },
  {
    name: 'check',
    operands: '[PATH...]',
    summary: 'compare the policy after apply with rules',
    examples: [
      { line: 'xtap check --online', does: `check ${defaultPath} together with the tenant` },
      { line: 'xtap check --live live.json --pack zero-trust', does: "Microsoft's rules, without network" },
    ],
    flags: [
      list('pack', 'NAME|FILE', 'the rules: xtap (default), zero-trust, or a file of your own (repeatable)'),
      { ...text('fail-on', 'LEVEL', 'exit with 3 from this severity on (default error)'), choices: failOnChoices },
      boolean('require-complete', 'exit with 3 if a result is unknown'),
      text('new-since', 'git:REF[:PATH]', 'only findings that this commit does not have'),
      boolean('accept-new-waivers', 'with --new-since, waivers that the commit does not have excuse new findings too'),
      boolean('online', 'read the live state from the tenant'),
      list('live', 'FILE', 'use this snapshot instead of the tenant, one for each tenant (repeatable; no network)'),
      ...connectedWith(findingFormats),
    ],
    formats: findingFormats,
  },
  {
    name: 'init',
    operands: '',
    summary: 'write the first configuration from the live tenant, with .gitignore and the schema for editors',
    examples: [
      { line: 'xtap init --auth browser', does: 'sign in, and write the tenant of your account' },
      { line: 'xtap init --ci azure', does: 'also write the pipeline for Azure DevOps' },
    ],
    flags: [
      text('tenant', 'TENANT', "the tenant's id or a domain of it (default: the tenant of the sign-in)"),
      text('dir', 'DIR', `write the YAML to this folder (default ${defaultPath})`),
      boolean('split', 'write one file per partner'),
      { ...text('ci', 'SYSTEM', 'also write the files of this CI system'), choices: ciSystems },
      text('action', 'OWNER/xtap@COMMIT', 'with --ci github: the repository of xtap and the commit of a release'),
      boolean('sample', 'write the sample configuration of the guides; it belongs to the tenant of "xtap emulate"'),
      { ...text('api', 'VERSION', 'the Graph version to read'), choices: apiVersions },
      ...connected,
    ],
    formats,
  },
  {
    name: 'signins',
    operands: '[PATH...]',
    summary: 'read the sign-in log, and keep only what a replay needs',
    examples: [
      { line: 'xtap signins -o month.signins.json', does: 'the last 30 days, reduced to what a replay needs' },
      { line: 'xtap signins --resume month.signins.json', does: 'continue an interrupted run' },
    ],
    flags: [
      { ...text('out', 'FILE', 'write the sign-ins to this file'), short: 'o' },
      text('from', 'TIME', 'the first day or time, or a span such as -7d (default -30d)'),
      text('to', 'TIME', 'the end of the time, exclusive (default now)'),
      text('source', 'graph|FILE', 'read rows that the portal or Graph exported instead of the log (default graph)'),
      boolean('online', 'with --source FILE, ask Graph for groups and changes of the policy'),
      list('only', 'TENANT', 'only sign-ins with this partner, by id, name or domain (repeatable)'),
      positive(count('max-events', 'N', `end the run after this many sign-ins (default ${defaults.maxEvents})`)),
      text('resume', 'FILE', 'continue the interrupted run that wrote this file'),
      boolean('no-groups', 'do not read the members of the groups that the policy names'),
      boolean('resolve-users', 'keep the ids of users that the policy names; the file then says namesPeople'),
      positive(count('min-cohort', 'N', `hide memberships that fewer people share (default ${defaults.minCohort})`)),
      formatFlagOf(formats),
      ...generalFlags,
      ...graphFlags,
    ],
    formats,
  },
  {
    name: 'replay',
    operands: '[PATH... | PLAN.json]',
    summary: 'replay sign-ins against the plan: who would be blocked',
    examples: [
      { line: 'xtap replay --sign-ins m.signins.json', does: 'who would be blocked?' },
      {
        line: 'xtap replay plan.json --live live.json --sign-ins month.signins.json',
        does: 'the same without network',
      },
    ],
    flags: [
      text('sign-ins', 'FILE', 'the sign-ins that "xtap signins" wrote'),
      {
        ...withoutVariable(
          text('fail-on', 'WHAT', 'exit with 3 if a sign-in would be blocked, or is undecided (default none)'),
        ),
        choices: replayFailOnChoices,
      },
      count('max-blocked', 'N', 'exit with 3 if more people would be blocked'),
      boolean('require-complete', 'exit with 3 if a part of the log was not read'),
      baseFlag,
      liveFlag,
      ...connected,
    ],
    formats,
  },
  {
    name: 'discover',
    operands: '[PATH...]',
    summary: 'find tenants that are used and not declared, and propose entries',
    examples: [
      { line: 'xtap discover --sign-ins m.signins.json', does: 'tenants that people sign in with' },
      { line: 'xtap discover --guests --lookup graph', does: 'the tenants of guest accounts' },
    ],
    flags: [
      text('sign-ins', 'FILE', 'the sign-ins that "xtap signins" wrote'),
      boolean('guests', 'read guest accounts, by mail domain'),
      {
        ...text(
          'lookup',
          'WHERE',
          'find the tenants of domains: with Graph, or on the public login host (default off)',
        ),
        choices: lookupChoices,
      },
      positive(count('min-people', 'N', 'only tenants with this many people (default 1; 5 with --write)')),
      { ...text('apps', 'WHICH', 'seen: allow only the applications that were seen'), choices: ['seen'] },
      boolean('write', 'write the proposed entries to the configuration'),
      boolean('detailed-exitcode', 'exit with 2 if there are undeclared tenants'),
      ...connected,
    ],
    formats,
  },
  {
    name: 'schema',
    operands: '',
    summary: 'print the JSON Schema of the configuration, for editors',
    examples: [
      { line: 'xtap schema > xtap.schema.json', does: 'the schema of the configuration' },
      { line: 'xtap schema --plan > plan.schema.json', does: 'the schema of saved plans' },
    ],
    flags: [
      withoutVariable(boolean('plan', 'print the schema of a plan file instead')),
      withoutVariable(boolean('sign-ins', 'print the schema of a sign-ins file instead')),
      withoutVariable(boolean('notification', 'print the schema of a notification instead')),
      withoutVariable(boolean('pack', 'print the schema of a pack of rules instead')),
      ...outputFlagsOf(formats),
    ],
    formats: ['json', ...formats.filter((format) => format !== 'json')],
  },
  {
    name: 'emulate',
    operands: '[ACTION]',
    summary: 'run a local Graph that has a cross-tenant access policy',
    examples: [
      { line: 'xtap emulate --port 8642', does: 'then give this port in --graph-url' },
      { line: 'xtap emulate edit Fabrikam inboundTrust.isMfaAccepted=true', does: 'as if in the portal' },
    ],
    flags: [
      {
        ...count(
          'port',
          'PORT',
          'the port on 127.0.0.1 (default: any free port; with an action: that of XTAP_GRAPH_URL)',
        ),
        max: 65_535,
      },
      {
        ...text('nested', 'MODE', 'what PATCH does inside a setting (default replace, or the fact of --facts)'),
        choices: ['replace', 'merge'],
      },
      text('facts', 'FILE', 'behave like the tenant that "npm run test:live" measured (live-facts.json)'),
      positive(count('page-size', 'N', 'largest page of a list (default 100, and up to 999 where $top asks for it)')),
      milliseconds('latency', 'wait before every answer'),
      text('seed', 'FILE', 'a snapshot to start from (default: a sample tenant; "empty" for an empty tenant)'),
      withoutVariable(
        count('sign-ins', 'N', 'sign-ins in a generated month (default 3000 for the sample tenant, else none)'),
      ),
      list('fault', 'RULE', "a fault, such as 'PATCH partners/* 2nd 503 retry-after=1' (repeatable)"),
      positive(number('quota', 'N', 'writes per second before 429')),
      positive(count('quota-burst', 'N', `writes before the quota applies (default ${defaults.quotaBurst})`)),
      boolean('log', 'print every request on stderr'),
      formatFlagOf(emulatorFormats),
    ],
    formats: emulatorFormats,
  },
  {
    name: 'demo',
    operands: '',
    summary: 'run the whole loop against the emulator, with explanations',
    examples: [
      { line: 'xtap demo', does: 'validate, plan, apply, drift: all on this machine' },
      { line: 'xtap demo | less', does: 'page by page' },
    ],
    flags: generalFlags,
    formats: ['text'],
  },
  {
    name: 'completion',
    operands: 'bash|zsh|fish|powershell',
    summary: 'print a completion script for the shell',
    examples: [
      { line: 'source <(xtap completion bash)', does: 'in bash' },
      { line: 'xtap completion powershell | Out-String | Invoke-Expression', does: 'in PowerShell' },
    ],
    flags: [],
    formats: ['text'],
  },
];
