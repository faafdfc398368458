import xtap from './xtap.yaml';
import zeroTrust from './zero-trust.yaml';

/** The text of the packs that come with xtap, by name. A later pack may extend an earlier one. */
export const builtInPacks: ReadonlyMap<string, string> = new Map([
  ['xtap', xtap],
  ['zero-trust', zeroTrust],
]);
