/** The .gitignore of a repository with a configuration. `.github/templates/.gitignore` has the same lines. */
export const gitIgnore = `# Plans, snapshots, journals and undo plans of xtap tell an attacker which access is open.
.xtap/
.xtap-*.tmp
plan.json
undo.json
*.plan.json
*.undo.json
*.snapshot.json
*.signins.json
*.signins.json.key
`;

/** The lines that a .gitignore lacks, without comments. */
export function missingIgnoreLines(existing: string): readonly string[] {
  const present = new Set(existing.split(/\r?\n/).map((line) => line.trim()));
  return gitIgnore.split('\n').filter((line) => line !== '' && !line.startsWith('#') && !present.has(line));
}
