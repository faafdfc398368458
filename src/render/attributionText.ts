import type { Resource } from '../model/plan.ts';
import type { TenantId } from '../model/tenantId.ts';
import { terminalText } from './escape.ts';
import type { NameLookup } from './reportWording.ts';

/** What the audit log says of one drifted partner, or of the default or the policy. Names are third-party text. */
export interface Attribution {
  readonly tenantId?: TenantId;
  readonly resource?: Resource;
  /** Oldest first; `at` is an ISO time. */
  readonly events: readonly {
    readonly at: string;
    readonly activity: string;
    readonly who?: string;
    readonly application?: string;
  }[];
}

/** One line per event; empty where nothing is known. */
export function renderAttributionText(attributions: readonly Attribution[], names: NameLookup): string {
  const lines = attributions.flatMap(({ tenantId, resource, events }) => {
    const subject = tenantId === undefined ? `the ${resource ?? 'policy'}` : (names(tenantId) ?? tenantId);
    return events.map(({ at, activity, who = 'unknown', application }) => {
      const through = application === undefined || application === who ? '' : ` through ${application}`;
      return `  ${terminalText(`${subject}: ${activity}, by ${who}${through}, ${at}`)}\n`;
    });
  });
  return lines.length === 0 ? '' : `Who changed it, as the audit log tells:\n${lines.join('')}`;
}
