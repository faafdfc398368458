/** Decodes raw answers of Graph, or a snapshot of them, into the live state. There is no other decoder. */

import { canonicalValue, withoutAnnotations } from '../model/canonical.ts';
import type { ApiVersion, Cloud } from '../model/cloud.ts';
import { fieldTable } from '../model/fieldTable.ts';
import { compareText, isJsonObject, type Json, type JsonObject, jsonEquals } from '../model/json.ts';
import type { LivePartner, LiveState, SettingValues } from '../model/liveState.ts';
import { tableOf } from '../model/members.ts';
import { intern } from '../model/memoize.ts';
import { type Setting, type SettingPlace, settingsOf } from '../model/setting.ts';
import { canonicalGuid, type TenantId } from '../model/tenantId.ts';
import { type DecodeResult, decode, partnerHead } from './codecs.ts';

/** As received; `policy` and `default` are undefined only if a snapshot has none. */
export interface RawState {
  readonly tenantId: TenantId;
  readonly cloud: Cloud;
  readonly apiVersion: ApiVersion;
  readonly policy: JsonObject | undefined;
  readonly default: JsonObject | undefined;
  /** Settings that the list of partners was read without. */
  readonly unread?: readonly string[];
  readonly partners: readonly unknown[];
}

/** The complete live state, or the complaint that makes it unusable. */
export function decodeLive(
  raw: RawState,
  source: LiveState['source'],
  table: readonly Setting[] = fieldTable,
): DecodeResult<LiveState> {
  const rowsOf = (place: SettingPlace) => tableOf(settingsOf(table, place), raw.apiVersion);
  const rows = { settings: rowsOf('partner'), onCreation: rowsOf('creation') };
  const names = [...rows.settings, ...rows.onCreation].map(({ name }) => name);
  const decodePartner = createPartnerDecoder({
    settings: createSettingsDecoder(rows.settings),
    onCreation: createSettingsDecoder(rows.onCreation),
    knownNames: new Set([...Object.keys(partnerHead.props), ...names]),
  });
  const partners = new Map<TenantId, LivePartner>();
  for (const [index, entry] of raw.partners.entries()) {
    const partner = decodePartner(entry);
    if ('complaint' in partner) return { complaint: `partner ${index + 1} of the list: ${partner.complaint}` };
    const { tenantId } = partner.value;
    // The partner moved between pages during the read, so another partner may be missing from the list.
    if (partners.has(tenantId)) return { complaint: `partner ${tenantId} is in the list twice` };
    partners.set(tenantId, partner.value);
  }
  // A partner inherits the default's value even if the default itself is read-only.
  const defaultRows = table.filter((row) => !row.ownEndpoint && !row.places.includes('policy'));
  return {
    value: {
      source,
      tenantId: raw.tenantId,
      cloud: raw.cloud,
      apiVersion: raw.apiVersion,
      policy: raw.policy && createSettingsDecoder(settingsOf(table, 'policy'))(raw.policy),
      default: raw.default && createSettingsDecoder(defaultRows)(raw.default),
      ...(typeof raw.policy?.id === 'string' && { policyId: canonicalGuid(raw.policy.id) }),
      ...(raw.default?.isServiceDefault === true && { isServiceDefault: true }),
      ...(raw.unread && raw.unread.length > 0 && { unread: raw.unread }),
      partners: [...partners.values()].sort((a, b) => compareText(a.tenantId, b.tenantId)),
    },
  };
}

interface PartnerDecoders {
  readonly settings: SettingsDecoder;
  readonly onCreation: SettingsDecoder;
  readonly knownNames: ReadonlySet<string>;
}

function createPartnerDecoder({ settings, onCreation, knownNames }: PartnerDecoders) {
  return (entry: unknown): DecodeResult<LivePartner> => {
    const head = decode(partnerHead, entry);
    if ('complaint' in head) return head;
    const raw = entry as JsonObject;
    const others = Object.entries(raw).filter(
      ([key, value]) => !knownNames.has(key) && !key.includes('@') && value !== null,
    );
    return {
      value: {
        tenantId: head.value.tenantId,
        settings: settings(raw),
        onCreation: onCreation(raw),
        isInMultiTenantOrganization: head.value.isInMultiTenantOrganization ?? false,
        others: withoutNulls(Object.fromEntries(others.map(([key, value]) => [key, withoutAnnotations(value)]))),
      },
    };
  };
}

/** For Graph, null and missing mean the same at any depth. Objects that become empty are removed too. */
function withoutNulls(value: JsonObject): JsonObject {
  const members = Object.entries(value).flatMap(([key, member]): [string, Json][] => {
    const inner = isJsonObject(member) ? withoutNulls(member) : member;
    return inner === null || (isJsonObject(inner) && Object.keys(inner).length === 0) ? [] : [[key, inner]];
  });
  return Object.fromEntries(members);
}

type SettingsDecoder = (raw: JsonObject) => SettingValues;

function createSettingsDecoder(rows: readonly Setting[]): SettingsDecoder {
  const columns = rows.map((row) => ({
    name: row.name,
    canonical: intern((raw) => decodeSetting(row, raw)),
  }));
  return (raw) => {
    const values: Record<string, Json> = {};
    for (const { name, canonical } of columns) {
      const value = canonical(raw[name] ?? null);
      if (value !== null) values[name] = value;
    }
    return values;
  };
}

function decodeSetting(row: Setting, raw: Json): Json {
  if (row.places.includes('creation')) {
    const value = canonicalValue(row, raw);
    return jsonEquals(value, row.setByGraph ?? null) ? null : value;
  }
  if (!row.ownEndpoint || !isJsonObject(raw)) return canonicalValue(row, raw);
  // A separate object repeats its key, which is not a member of the setting. The object counts even if it is empty.
  const { tenantId: _key, ...members } = raw;
  return canonicalValue(row, members) ?? {};
}
