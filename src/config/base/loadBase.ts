/* What the configuration was before, for `--base`: a path, or a commit (baseOfCommit.ts). */

import { invalidConfiguration } from '../read/invalidConfiguration.ts';
import { requireSources } from '../read/requireSources.ts';
import { readSources } from '../read/sources.ts';
import { limitsGivenBy, strictestLimits, usualLimits } from './baseLimits.ts';
import { type Base, type BaseRequest, baseOfCommit, emptyBase, nothingBefore } from './baseOfCommit.ts';

/** Throws XtapError `invalid-path`, `invalid-configuration` or `base-moved`. */
export function loadBase(request: BaseRequest): Base | Promise<Base> {
  return request.base.startsWith('git:') ? baseOfCommit(request) : baseOfPath(request);
}

/** The configuration of another tenant is like none; its guards and protected partners apply, so naming another tenant lifts no limit. */
function baseOfPath({ base, head, cwd, read }: BaseRequest): Base {
  const sources = requireSources(readSources([base], cwd), nothingBefore);
  const { desired, diagnostics } = read(sources, base);
  if (!desired) throw invalidConfiguration(diagnostics);
  if (desired.tenantId === head.tenantId) return { desired, warnings: [] };
  const message = `The base ${base} is of the tenant ${desired.tenantId}, this configuration of ${head.tenantId}. No change counts as drift, and undeclared partners stay. The guards and the protected partners of the base apply beside the usual limits.`;
  return {
    desired: emptyBase(desired, strictestLimits([...limitsGivenBy(desired), usualLimits])),
    warnings: [{ severity: 'warning', code: 'base-of-another-tenant', message }],
  };
}
