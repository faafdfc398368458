/** The folder from which a configuration is read, and to which it is written, unless the user names another. */
export const usualFolder = 'configs';

/**
 * One file of a configuration: its text without byte order mark, and its name as shown to people (relative to the
 * working folder, with `/`).
 */
export interface SourceFile {
  readonly file: string;
  readonly text: string;
}

/**
 * Limits that keep bad input from hurting. They leave room for some 20,000 partners in one file; what is beyond them is
 * an error that names them. Time and memory follow YAML tokens and what aliases stand for, not characters; the
 * densest of real configurations have 3.5 characters to a token.
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

/** How many of something a text of so many characters may hold. */
export function maxCount(what: 'tokens' | 'aliasedValues', characters: number): number {
  const { always, charactersEach } = limits[what];
  return Math.max(always, Math.floor(characters / charactersEach));
}
