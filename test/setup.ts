// The build puts the version into the bundle; tests that import src directly get it here, from the same place.
import manifest from '../package.json' with { type: 'json' };

Object.assign(globalThis, { XTAP_VERSION: manifest.version });
