/* Tests of what only some systems have. The title of a skipped test says why, so that its report shows it. */

/** File modes, named pipes, devices, and links that need no privilege. */
export const testOnPosix = process.platform === 'win32' ? skipFor('Windows') : test;

/** `/dev/full` and `/proc`. */
export const testOnLinux = process.platform === 'linux' ? test : skipFor(process.platform);

function skipFor(system: string): (title: string, run: jest.ProvidesCallback) => void {
  return (title, run) => test.skip(`${title} (skipped: ${system} has no such files)`, run);
}
