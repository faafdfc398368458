/*
 * A drift run as metrics (OpenMetrics text), for a monitor that reads files. A run that cannot read the tenant writes
 * no file, so the time of the last good read gets old: alert on its age.
 */
import type { TenantId } from '../../model/tenantId.ts';
import type { DriftCounts } from '../../plan/drift/describeDrift.ts';

export interface DriftMetrics {
  readonly tenantId: TenantId;
  readonly counts: DriftCounts;
  readonly overdueReviews: number;
  /** When the tenant was read: ISO. */
  readonly readAt: string;
}

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly unit?: string;
  /** The label that tells the values apart, and the values. */
  readonly by?: string;
  readonly values: readonly (readonly [label: string, value: number])[];
}

export function renderDriftMetrics({ tenantId, counts, overdueReviews, readAt }: DriftMetrics): string {
  const metrics: readonly Metric[] = [
    {
      name: 'xtap_drift_differences',
      help: 'Declared partners, default and policy that differ from the configuration, by impact.',
      by: 'impact',
      values: [
        ['more_open', counts.opened],
        ['tighter', counts.tightened],
        ['mixed', counts.mixed],
        ['same', counts.same],
      ],
    },
    {
      name: 'xtap_drift_more_open',
      help: 'Everything that is more open than declared, undeclared and ignored partners included.',
      values: [['', counts.moreOpen]],
    },
    {
      name: 'xtap_drift_undeclared',
      help: 'Partners and settings of the tenant that the configuration does not declare.',
      by: 'kind',
      values: [
        ['partners', counts.undeclaredPartners],
        ['settings', counts.undeclaredSettings],
      ],
    },
    {
      name: 'xtap_drift_missing_partners',
      help: 'Declared partners that the tenant does not have.',
      values: [['', counts.missing]],
    },
    {
      name: 'xtap_drift_waiting',
      help: 'What was merged and waits for its apply; it is not drift.',
      values: [['', counts.waiting]],
    },
    {
      name: 'xtap_drift_problems',
      help: 'Partners that xtap cannot plan.',
      values: [['', counts.problems]],
    },
    {
      name: 'xtap_reviews_overdue',
      help: 'Partners whose reviewBy date has passed.',
      values: [['', overdueReviews]],
    },
    {
      name: 'xtap_last_read_timestamp_seconds',
      help: 'When xtap last read the tenant.',
      unit: 'seconds',
      values: [['', Date.parse(readAt) / 1000]],
    },
  ];
  return `${metrics.flatMap((metric) => linesOf(metric, tenantId)).join('\n')}\n# EOF\n`;
}

function linesOf({ name, help, unit, by, values }: Metric, tenantId: TenantId): readonly string[] {
  return [
    `# TYPE ${name} gauge`,
    ...(unit === undefined ? [] : [`# UNIT ${name} ${unit}`]),
    `# HELP ${name} ${help}`,
    ...values.map(([label, value]) => {
      const labels = by === undefined ? '' : `,${by}="${label}"`;
      return `${name}{tenant="${tenantId}"${labels}} ${value}`;
    }),
  ];
}
