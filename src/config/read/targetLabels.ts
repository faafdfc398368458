/* The labels that targets carry: `{ group: GUID, name: Supplier staff }`. Outputs show them beside the ids. */
import { isJsonObject } from '../../model/json.ts';
import { parseTenantId, type TenantId } from '../../model/tenantId.ts';
import type { SourceConfiguration, SourceSetting } from './sourceConfiguration.ts';

const idKeys = ['user', 'group', 'application', 'target'];

/** Where targets give one id several labels, the last one counts. */
export function targetLabels({ policy, default: defaults, profiles, partners }: SourceConfiguration) {
  const labels = new Map<TenantId, string>();
  const everySetting = [policy, defaults, ...[...profiles.values(), ...partners].map(({ settings }) => settings)];
  for (const settings of everySetting) for (const setting of settings.values()) collectSetting(setting, labels);
  return labels;
}

function collectSetting({ row, content }: SourceSetting, into: Map<TenantId, string>): void {
  if (content.state === 'value' && row.kind === 'access') collectLabels(content.raw, into);
}

function collectLabels(raw: unknown, into: Map<TenantId, string>): void {
  if (Array.isArray(raw)) for (const each of raw) collectLabels(each, into);
  if (!isJsonObject(raw)) return;
  const { name } = raw;
  const [id] = idKeys.flatMap((key) => {
    const value = raw[key];
    return (typeof value === 'string' && parseTenantId(value)) || [];
  });
  if (typeof name === 'string' && id !== undefined) into.set(id, name);
  else for (const each of Object.values(raw)) collectLabels(each, into);
}
