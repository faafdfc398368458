export interface CodeEntry {
  readonly severity: 'error' | 'warning';
  readonly explanation: string;
  /** Where it is found, if more than the files of the configuration is needed: `planning`. */
  readonly found?: string;
}

const error = (explanation: string): CodeEntry => ({ severity: 'error', explanation });
const warning = (explanation: string): CodeEntry => ({ severity: 'warning', explanation });
const online = '`validate --online`, `doctor`';

/** The stable codes of all findings. The reference page is made from this table. */
export const diagnosticCodes = {
  'absent-but-protected': error('A tombstone (`state: absent`) names a partner that `protected` lists.'),
  'absent-with-settings': error('A tombstone (`state: absent`) also declares settings or profiles.'),
  'bad-alias': error('No anchor before an alias has its name, or the alias is inside its own anchor.'),
  'bad-date': error('A date is not a real day in the form YYYY-MM-DD.'),
  'bad-domain': error('A domain is not a DNS name.'),
  'bad-guid': error('A tenant id, object id or application id is not a GUID.'),
  'bad-merge': error('A merge key (`<<`) has a value that is not a mapping.'),
  'bad-rule': error('A rule of a pack is not complete, or contradicts itself.'),
  'bad-waiver': error(
    'A waiver ends more than 400 days from today, its reason has fewer than 10 or more than 500 characters, or its approvedBy more than 200.',
  ),
  'conflicting-keys': error('A mapping says the same thing in two ways at once, such as `allowed` beside `blocked`.'),
  'declared-and-ignored': error('A partner is declared, or has a tombstone, and `ignored` lists it, too.'),
  'duplicate-key': error('A mapping contains the same key twice.'),
  'duplicate-partner': error('Two entries declare the same tenant.'),
  'duplicate-rule': error('A pack has two rules with the same id, or replaces a rule of the pack that it extends.'),
  'duplicate-profile': error('Two profiles have the same name.'),
  'empty-targets': error('A list of targets is empty; Graph has no meaning for that.'),
  'empty-value': error('A mapping declares nothing.'),
  'file-too-large': error('A file, or all files together, exceed the size limit.'),
  'home-tenant-as-partner': error('The own tenant is listed as a partner.'),
  'invalid-path': error('A path is missing or unreadable, or has no configuration.'),
  'missing-key': error('A key that is required is not there.'),
  'misplaced-setting': error('A setting, or a member of a setting, exists in Graph, but not at this place.'),
  'mixed-targets': error('AllUsers or AllApplications is listed with other targets, which it already includes.'),
  'more-findings': error('More findings than are shown.'),
  'not-in-api-version': error('A setting or member that the declared Graph version lacks.'),
  'not-inheritable': error('`inherit` where nothing is inherited.'),
  'not-text': error('A file is not UTF-8 text, or contains control characters.'),
  'null-value': error('A key without a value (YAML null).'),
  'refused-combination': error('Users and applications of one setting contradict each other; Graph refuses that.'),
  'repeated-key': error('A key that a configuration may contain once is in two documents or files.'),
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text is about this syntax
  'template-left': error('Template syntax is left in a file: `{{ … }}`, `{% … %}`, `${{ … }}` or `${…}`.'),
  'tenant-mismatch': error("A synchronization policy names another tenant than its partner's."),
  'too-complex': error('A file has more nesting, tokens or aliases than a configuration needs.'),
  'unknown-key': error('A key that does not exist, or is written in another letter case.'),
  'unknown-pack': error('A pack extends a pack that does not exist.'),
  'unknown-profile': error('A partner names a profile that is not declared.'),
  'unknown-value': error('A value that the key does not accept.'),
  'untyped-target': error('A target in usersAndGroups that does not say whether it is a user or a group.'),
  'wrong-file': error(
    'A file is of another kind: a saved plan, a snapshot, a journal, an answer of Graph, a file of Terraform.',
  ),
  'wrong-target': error('An application among users, or a user or group among applications.'),
  'wrong-type': error('A value of another type than the key takes.'),
  'yaml-syntax': error('The file is not YAML.'),
  'not-in-cloud': warning("A setting that the cloud's published metadata lacks; the service may refuse it."),
  'not-managed-key': warning(
    "A property of Graph's answers that people set elsewhere. xtap ignores it: it neither sets nor watches it.",
  ),
  'partner-without-settings': warning(
    'A partner that declares no settings: it is created where it is missing, but nothing of it is managed. `state: present` says that this is intended.',
  ),
  'profile-setting-replaced': warning(
    "A partner's setting, or one of a later profile, replaces a profile's value and drops members that it declares.",
  ),
  'read-only-key': warning("A property of Graph's answers that only Graph sets. xtap ignores it."),
  'review-overdue': warning("A partner's `reviewBy` date has passed."),
  'single-targets-in-default': warning(
    'Single users or groups in a default setting that, as the portal says, takes only AllUsers.',
  ),
  'unread-file': warning(
    'A .json file in the folder looks like a configuration, and xtap reads only YAML files there.',
  ),
  'sync-without-consent': warning(
    'User synchronization is allowed while automaticUserConsentSettings.inboundAllowed is not: users get a consent prompt.',
  ),
  'base-empty': {
    ...warning(
      'Nothing in the commit declares the tenant of this configuration: no change counts as drift, undeclared partners stay, and the usual limits apply.',
    ),
    found: 'reading `--base git:REF`',
  },
  'base-of-another-tenant': {
    ...warning(
      'The base configuration is of another tenant than this one: no change counts as drift, and undeclared partners stay. The guards and the protected partners of the base apply beside the usual limits.',
    ),
    found: 'reading `--base PATH`',
  },
  'capabilities-lost': {
    ...warning(
      'The plan deletes a partner, or narrows its m365Collaboration or appServiceConnect trust: its Microsoft 365 capabilities are lost.',
    ),
    found: 'planning',
  },
  'completed-half-conflict': {
    ...error(
      'A declared half, completed by the half that is live or inherited, gives a value that Graph refuses: a conflicting combination, or a half without targets. Declare both halves. The partner is a problem of the plan and gets no change; for the default, there is no plan.',
    ),
    found: 'planning',
  },
  'foreign-partner-touched': {
    ...warning(
      'The plan touches a partner that others write too: a service provider, a multi-tenant organization, or Microsoft support.',
    ),
    found: 'planning',
  },
  'redundant-setting': { ...warning('A declared setting is the same as the tenant default.'), found: 'planning' },
  'service-provider-differs': {
    ...warning(
      'The declared `isServiceProvider` is not the live one. Graph takes it only when a partner is created, so the plan does not change it.',
    ),
    found: 'planning',
  },
  'synchronization-not-watched': {
    ...warning(
      'Graph or the snapshot does not contain the identity synchronization of the partners, so xtap cannot show undeclared synchronization.',
    ),
    found: 'planning',
  },
  'undo-incomplete': {
    ...warning(
      'A setting was not set before and Graph cannot unset it, or its value cannot be written. The undo plan does not restore it.',
    ),
    found: 'writing an undo plan',
  },
  'domain-of-another-tenant': { ...error('The domain of a partner belongs to another tenant.'), found: online },
  'unknown-domain': {
    ...warning('The domain of a partner belongs to no tenant that Graph can find.'),
    found: online,
  },
  'unknown-application': {
    ...warning('An inbound setting names an application that your tenant does not have.'),
    found: online,
  },
} as const satisfies Record<string, CodeEntry>;

export type DiagnosticCode = keyof typeof diagnosticCodes;

export const codes = Object.keys(diagnosticCodes) as readonly DiagnosticCode[];
