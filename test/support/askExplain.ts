import { type ExplainQuery, type Explanation, explain } from '../../src/access/explain.ts';
import type { DesiredState } from '../../src/model/desiredState.ts';
import { fieldTable } from '../../src/model/fieldTable.ts';
import type { LiveState, SettingValues } from '../../src/model/liveState.ts';
import type { Setting } from '../../src/model/setting.ts';
import { findDecidingLine } from '../../src/plan/decidingLine.ts';
import { livePartner, liveState } from './builders.ts';
import { fabrikam } from './tenants.ts';

export interface Facts {
  readonly partner?: SettingValues;
  readonly default?: SettingValues | undefined;
  readonly policy?: SettingValues | undefined;
}

export function tenantWith(facts: Facts): LiveState {
  return liveState([livePartner(fabrikam, facts.partner ?? {})], {
    policy: 'policy' in facts ? facts.policy : { allowedCloudEndpoints: [] },
    default: 'default' in facts ? facts.default : {},
  });
}

type Asked = Partial<ExplainQuery> & { readonly desired?: DesiredState };

export function ask(facts: Facts, { desired, live = tenantWith(facts), ...question }: Asked = {}): Explanation {
  const nothing = { tenantId: fabrikam, table: fieldTable, users: [], groups: [], apps: [] };
  const decidingLineOf = (row: Setting) => findDecidingLine(row, { tenantId: fabrikam, live, desired });
  return explain({ ...nothing, live, decidingLineOf, ...question });
}

export function settingOf(explanation: Explanation, name: string) {
  return explanation.settings.find(({ setting }) => setting === name);
}
