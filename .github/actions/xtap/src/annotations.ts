const perLevel = 10;

/**
 * The workflow commands among xtap's lines that GitHub will show: it shows ten per level and step, in their order, and
 * hides the rest. xtap ranks them. `reserved` errors are left free for the step's own. Nothing but these three
 * commands passes, whatever the lines say.
 */
export function shownAnnotations(stdout: string, reserved = 0): readonly string[] {
  const seen = new Map<string, number>();
  return stdout.split(/\r?\n/).filter((line) => {
    const level = /^::(error|warning|notice) /.exec(line)?.[1];
    if (level === undefined) return false;
    const count = (seen.get(level) ?? 0) + 1;
    seen.set(level, count);
    return count <= perLevel - (level === 'error' ? reserved : 0);
  });
}
