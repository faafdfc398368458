import type { Json } from '../model/json.ts';

/** The policy setting on which the effect of creating and deleting a partner depends. */
export const cloudsSetting = 'allowedCloudEndpoints';

/**
 * Organizations of other clouds stay blocked until they are partners (Microsoft: allowedCloudEndpoints), and the id of
 * an organization does not tell its cloud. A snapshot without the endpoints could hide an allowed cloud.
 */
export function mayCrossClouds(live: Json | undefined, planned: Json | undefined): boolean {
  return live === undefined || [live, planned].some((clouds) => Array.isArray(clouds) && clouds.length > 0);
}
