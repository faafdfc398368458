/*
 * Whether a run reads the identity synchronization of the partners. It costs Graph work on every page of the list, and
 * Graph may refuse to expand it: a run that needs it then ends, and one that only watches or shows it goes on without.
 */
import type { SyncReading } from '../graph/readPartnerList.ts';
import type { DesiredPartner, DesiredState } from '../model/desiredState.ts';
import { XtapError } from '../model/errors.ts';
import { fieldTable } from '../model/fieldTable.ts';
import type { LiveState } from '../model/liveState.ts';
import { formatPosition } from '../model/position.ts';
import type { RunContext } from './runContext.ts';

/** For a plan against the tenant. With `base`, xtap also shows what only the base declares. */
export function syncReading(desired: DesiredState, base: DesiredState | undefined): SyncReading {
  return needOfSync(desired) !== undefined || releasesSync(desired, base) || watchesSync(desired);
}

/** For a plan against a snapshot. */
export function snapshotSyncReading(desired: DesiredState): SyncReading {
  return needOfSync(desired) !== undefined || watchesSync(desired);
}

/** Adds to the error of a refused expansion why the plan needs it, and what to do. */
export function withSyncAdvice(error: unknown, desired: DesiredState | undefined): unknown {
  const need = desired && needOfSync(desired);
  if (!(error instanceof XtapError) || error.details.unexpanded === undefined || need === undefined) return error;
  const what = error.details.unexpanded.join(', ');
  const why = `xtap needs \`${what}\` with the list of partners, because ${need}.`;
  const next = 'If Graph keeps refusing it, remove that from the configuration and use the portal for it.';
  return new XtapError(error.code, `${error.what} ${why}`, {
    ...error.details,
    next: [error.details.next, next].filter(Boolean).join(' '),
  });
}

/** For a command that shows the tenant: names the settings that Graph refused to read. */
export function noteUnread({ unread = [] }: Pick<LiveState, 'unread'>, outcome: string, { note }: RunContext): void {
  if (unread.length === 0) return;
  note(`Graph refused to read \`${unread.join(', ')}\` with the list of partners, so ${outcome}.`);
}

export function declaresSync({ settings }: DesiredPartner): boolean {
  return fieldTable.some((row) => row.ownEndpoint && settings.has(row.name));
}

/** The reason, with its place in the configuration; undefined if the plan does not need it. */
function needOfSync({ partners, undeclaredPartners }: DesiredState): string | undefined {
  const declaring = partners.find(declaresSync);
  if (declaring) return `the configuration declares it (${placeOf(declaring)})`;
  const tombstone = partners.find(({ state }) => state === 'absent');
  const deletes = 'may delete a partner, whose synchronization must be deleted first';
  if (tombstone) return `\`state: absent\` ${deletes} (${placeOf(tombstone)})`;
  return undeclaredPartners === 'delete' ? `\`undeclaredPartners: delete\` ${deletes}` : undefined;
}

function placeOf({ position, settings }: DesiredPartner): string {
  const row = fieldTable.find((each) => each.ownEndpoint && settings.has(each.name));
  return formatPosition((row && settings.get(row.name)?.position) ?? position);
}

/** A released partner may have identity synchronization although no file declared it. */
function releasesSync({ partners }: DesiredState, base: DesiredState | undefined): SyncReading {
  const declared = new Set(partners.map(({ tenantId }) => tenantId));
  const releases = base?.partners.some((before) => declaresSync(before) || !declared.has(before.tenantId));
  return releases ? 'if-possible' : false;
}

/** Whether undeclared synchronization is watched. */
function watchesSync({ partners, ignored, undeclaredSettings }: DesiredState): SyncReading {
  const watches = [...partners, { undeclaredSettings }].some((each) => each.undeclaredSettings !== 'ignore');
  return watches || ignored.size > 0 ? 'if-possible' : false;
}
