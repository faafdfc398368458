/** The folder of the configuration, unless the user names another. */
export const usualFolder = 'configs';

/**
 * One file of a configuration: its text without byte order mark, and its name relative to the working folder, with `/`.
 */
export interface SourceFile {
  readonly file: string;
  readonly text: string;
}

/**
 * Limits against harmful input, with room for some 20,000 partners in one file. Exceeding one is an error that names
 * it. Time and memory depend on the number of YAML tokens and of aliased values, not of characters; the densest real
 * configurations have 3.5 characters per token.
 */
export const limits = {
  fileBytes: 16 * 1024 * 1024,
  totalBytes: 64 * 1024 * 1024,
  files: 20_000,
  documentsPerFile: 20_000,
  depth: 64,
  tokens: { always: 100_000, charactersEach: 3 },
  syntaxErrorsPerFile: 100,
  aliasedValues: { always: 250_000, charactersEach: 3 },
} as const;

/** The most tokens or aliased values that a text of this length may contain. */
export function maxCount(unit: 'tokens' | 'aliasedValues', characters: number): number {
  const { always, charactersEach } = limits[unit];
  return Math.max(always, Math.floor(characters / charactersEach));
}
