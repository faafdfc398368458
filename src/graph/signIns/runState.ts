/*
 * FILE.key: the key of the numbering, and what an unfinished run has read. It exists while a run is unfinished, and
 * only its owner may read it (0600). It contains no id of a person, except (with `--resolve-users`) the ids of users
 * that the policy names.
 */
import { isLeft } from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import type { Cloud } from '../../model/cloud.ts';
import { XtapError } from '../../model/errors.ts';
import { parseUntrustedJson } from '../../model/json.ts';
import type { PolicyChanges } from '../../model/signIns.ts';
import type { TenantId } from '../../model/tenantId.ts';
import type { Reduction } from './reducer.ts';
import type { Dialect } from './signInRequest.ts';
import type { Span, TimeWindow } from './windows.ts';

/** What a run decided before it read the log. */
export interface RunSetup extends TimeWindow {
  readonly tenantId: TenantId;
  readonly cloud: Cloud;
  /** Undefined: every tenant. */
  readonly only?: readonly string[];
  readonly minCohort: number;
  readonly policyChanges: PolicyChanges;
  /** The hashes of the members of each group; undefined with `--no-groups`. */
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  /** Users that the policy names, with `--resolve-users`. */
  readonly users?: readonly string[];
  /** When the groups were read. */
  readonly asOf?: string;
}

/** What a run has read so far. */
export interface RunReading {
  readonly dialect: Dialect;
  readonly spans: readonly Span[];
  /** By number. */
  readonly people: readonly string[];
  readonly reduction: Reduction;
}

export interface RunState {
  /** 32 bytes as hexadecimal digits. */
  readonly key: string;
  readonly createdAt: string;
  /** Missing in a run that ended before it read anything. */
  readonly setup?: RunSetup;
  readonly reading?: RunReading;
}

const kind = 'xtap-signins-key';

/** Checks what xtap did not write itself; the rest of the file has its own checksum in the program that wrote it. */
const codec = t.intersection([
  t.type({
    formatVersion: t.literal(1),
    kind: t.literal(kind),
    key: t.refinement(t.string, (text) => /^[0-9a-f]{64}$/.test(text), '64 hexadecimal digits'),
    createdAt: t.string,
  }),
  t.partial({ setup: t.UnknownRecord, reading: t.UnknownRecord }),
]);

export function serializeRunState({ key, createdAt, setup, reading }: RunState): string {
  return `${JSON.stringify({ formatVersion: 1, kind, key, createdAt, setup, reading })}\n`;
}

/** Throws XtapError `invalid-sign-ins`. */
export function parseRunState(text: string, displayPath: string): RunState {
  let content: unknown;
  try {
    content = parseUntrustedJson(text);
  } catch {
    content = undefined;
  }
  const decoded = codec.decode(content);
  if (!isLeft(decoded)) return decoded.right as unknown as RunState;
  throw new XtapError('invalid-sign-ins', `${displayPath} is not the state of an unfinished run.`, {
    next: 'Delete it, and start a new run with "xtap signins -o FILE".',
  });
}
