/** One file of a configuration: its text, and its name as shown to people (relative to the working folder, with `/`). */
export interface SourceFile {
  readonly file: string;
  readonly text: string;
}

/**
 * Limits that keep bad input from hurting. They leave room for some 20,000 partners in one file; what is beyond them is
 * an error that names them. `bytesPerToken`: real YAML has four bytes to a token, and memory follows tokens, not bytes.
 */
export const limits = {
  fileBytes: 16 * 1024 * 1024,
  totalBytes: 64 * 1024 * 1024,
  files: 20_000,
  documentsPerFile: 20_000,
  depth: 64,
  tokensAlways: 50_000,
  bytesPerToken: 2.5,
  syntaxErrorsPerFile: 100,
  aliasedNodes: 1_000_000,
} as const;
