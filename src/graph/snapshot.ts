/**
 * A live state on disk, raw as Graph sent it, so that a later version of xtap can read settings that this one does not
 * know. xtap also reads a bare answer of Graph's list of partners, because people can easily get one.
 */
import { type ApiVersion, apiVersions, type Cloud, clouds } from '../model/cloud.ts';
import { XtapError } from '../model/errors.ts';
import { fieldTable } from '../model/fieldTable.ts';
import { fileKind, fileKindWords } from '../model/fileKind.ts';
import { isJsonObject, type Json, type JsonObject, parseUntrustedJson } from '../model/json.ts';
import type { LiveState } from '../model/liveState.ts';
import {
  anyJson,
  anyObject,
  anyTenantId,
  exactly,
  firstFault,
  fits,
  listOf,
  oneOf,
  open,
  optional,
  orNull,
} from '../model/shape.ts';
import { canonicalGuid, type TenantId } from '../model/tenantId.ts';
import { decodeLive, type RawState } from './decodeLive.ts';

const formatVersion = 1;

/** A snapshot as a file. Graph's answers stay as they are, so their members are not listed here. */
interface SnapshotFile {
  readonly formatVersion: typeof formatVersion;
  readonly tenantId: string;
  readonly cloud: Cloud;
  readonly apiVersion: ApiVersion;
  readonly policy?: JsonObject | null;
  readonly default?: JsonObject | null;
  readonly partners: readonly Json[];
}

const snapshotShape = open<SnapshotFile>({
  formatVersion: exactly(formatVersion),
  tenantId: anyTenantId,
  cloud: oneOf(...clouds),
  apiVersion: oneOf(...apiVersions),
  policy: optional(orNull(anyObject)),
  default: optional(orNull(anyObject)),
  partners: listOf(anyJson),
});

/** Facts that a bare list lacks; they come from the configuration. */
export interface SnapshotContext {
  /** The file, as shown to people. */
  readonly file: string;
  readonly tenantId?: TenantId;
  readonly cloud?: Cloud;
  readonly apiVersion?: ApiVersion;
}

export function serializeSnapshot(raw: RawState): string {
  const { tenantId, cloud, apiVersion, policy, partners } = raw;
  return `${JSON.stringify({ formatVersion, tenantId, cloud, apiVersion, policy, default: raw.default, partners }, null, 2)}\n`;
}

export interface Snapshot {
  readonly raw: RawState;
  readonly live: LiveState;
  /** Settings that the partners may have, but that the request for the list did not ask for. */
  readonly unread: readonly string[];
}

/** Throws XtapError `invalid-snapshot`. */
export function parseSnapshot(text: string, context: SnapshotContext): Snapshot {
  const kind = fileKind(text);
  if (kind !== undefined && kind !== 'snapshot' && kind !== 'graph-answer') {
    throw invalidSnapshot(context, `it is ${fileKindWords[kind]}`);
  }
  const body = parseJson(text, context);
  const raw = rawOf(body, context);
  const decoded = decodeLive(raw, 'snapshot');
  if ('complaint' in decoded) throw invalidSnapshot(context, decoded.complaint);
  const isFull = isJsonObject(body) && body.formatVersion !== undefined;
  return { raw, live: decoded.value, unread: isFull ? [] : unreadIn(raw.partners, body) };
}

/**
 * If no partner contains a setting that has its own endpoint, either no partner has it or the request did not ask for
 * it. `@odata.context` repeats what the request asked for.
 */
function unreadIn(partners: readonly unknown[], body: unknown): readonly string[] {
  const odataContext = isJsonObject(body) ? String(body['@odata.context']) : '';
  return fieldTable
    .filter((row) => row.ownEndpoint && partners.length > 0 && !odataContext.includes(row.name))
    .map((row) => row.name)
    .filter((name) => !partners.some((partner) => isJsonObject(partner) && Object.hasOwn(partner, name)));
}

function rawOf(body: unknown, context: SnapshotContext): RawState {
  if (Array.isArray(body)) return bareList(body, context);
  if (!isJsonObject(body)) throw invalidSnapshot(context, 'it is neither a snapshot nor a list of partners');
  if (body.formatVersion !== undefined) return fullSnapshot(body, context);
  if (!Array.isArray(body.value)) throw invalidSnapshot(context, 'it has neither "formatVersion" nor "value"');
  const next = body['@odata.nextLink'];
  if (next !== undefined && next !== null) {
    throw invalidSnapshot(
      context,
      'it is one page of several ("@odata.nextLink"): the partners on the others would look deleted',
    );
  }
  return bareList(body.value, context);
}

function bareList(partners: readonly unknown[], context: SnapshotContext): RawState {
  const { tenantId, cloud = 'global', apiVersion = 'v1.0' } = context;
  if (tenantId === undefined) {
    throw invalidSnapshot(
      context,
      'it is a bare list of partners, which does not say whose they are: give the configuration too',
    );
  }
  return { tenantId, cloud, apiVersion, policy: undefined, default: undefined, partners };
}

function fullSnapshot(body: JsonObject, context: SnapshotContext): RawState {
  if (body.formatVersion !== formatVersion) {
    throw invalidSnapshot(
      context,
      `its formatVersion is ${JSON.stringify(body.formatVersion)}, this xtap reads ${formatVersion}`,
    );
  }
  if (!fits(snapshotShape, body)) {
    const fault = firstFault(snapshotShape, body);
    throw invalidSnapshot(context, `"${fault?.path.join('.')}" is not ${fault?.expected}`);
  }
  const { tenantId, cloud, apiVersion, partners } = body;
  return {
    tenantId: canonicalGuid(tenantId) as TenantId,
    cloud,
    apiVersion,
    policy: body.policy ?? undefined,
    default: body.default ?? undefined,
    partners,
  };
}

function parseJson(text: string, context: SnapshotContext): unknown {
  try {
    return parseUntrustedJson(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw invalidSnapshot(context, `it is not valid JSON (${cause instanceof Error ? cause.message : String(cause)})`);
  }
}

function invalidSnapshot({ file }: SnapshotContext, what: string): XtapError {
  return new XtapError('invalid-snapshot', `${file} cannot be used as a snapshot: ${what}.`, {
    next: '"xtap pull --snapshot FILE" writes one.',
  });
}
