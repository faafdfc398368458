/**
 * What the suite creates in the sandbox, on disk before it is sent: a run that was killed leaves a list for the next
 * one. The pre-image of the tenant default is kept in the same way.
 */
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, type JsonObject, parseUntrustedJson } from '../../src/model/json.ts';
import { parseTenantId, type TenantId } from '../../src/model/tenantId.ts';

export interface LiveJournal {
  /** Call it before the request that creates the partner. */
  readonly willCreate: (tenantId: TenantId) => void;
  readonly removed: (tenantId: TenantId) => void;
  /** Partners that were created and not removed. */
  readonly open: () => readonly TenantId[];
  readonly keepPreimage: (preimage: JsonObject) => void;
  readonly preimage: () => JsonObject | undefined;
  readonly dropPreimage: () => void;
}

export function openJournal(folder: string): LiveJournal {
  const file = join(folder, 'journal.jsonl');
  const preimageFile = join(folder, 'default.json');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const write = (type: string, tenantId: TenantId): void =>
    appendFileSync(file, `${JSON.stringify({ type, tenantId, at: new Date().toISOString() })}\n`, { mode: 0o600 });
  return {
    willCreate: (tenantId) => write('create', tenantId),
    removed: (tenantId) => write('removed', tenantId),
    open: () => {
      const open = new Set<TenantId>();
      for (const line of (readIfThere(file) ?? '').split('\n')) {
        const { type, tenantId } = entryIn(line);
        if (tenantId === undefined) continue;
        if (type === 'create') open.add(tenantId);
        else open.delete(tenantId);
      }
      return [...open];
    },
    keepPreimage: (preimage) => writeFileSync(preimageFile, JSON.stringify(preimage), { mode: 0o600 }),
    preimage: () => {
      const text = readIfThere(preimageFile);
      const value = text === undefined ? undefined : parseUntrustedJson(text);
      return isJsonObject(value) ? value : undefined;
    },
    dropPreimage: () => rmSync(preimageFile, { force: true }),
  };
}

/** A line that was cut by a crash is skipped: its request was not sent. */
function entryIn(line: string): { readonly type?: unknown; readonly tenantId?: TenantId | undefined } {
  try {
    const entry = parseUntrustedJson(line);
    return isJsonObject(entry) ? { type: entry.type, tenantId: parseTenantId(String(entry.tenantId)) } : {};
  } catch {
    return {};
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
