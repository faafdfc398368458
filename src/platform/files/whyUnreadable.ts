/** What keeps a file from being read, in words that go on from its name or "it"; of an error of the file system. */
export function whyUnreadable({
  code,
  message,
}: {
  readonly code?: string | undefined;
  readonly message: string;
}): string {
  switch (code) {
    case 'ENOENT':
      return 'does not exist';
    case 'EACCES':
    case 'EPERM':
      return 'is not readable';
    case 'ELOOP':
      return 'is a loop of symbolic links';
    default:
      return `cannot be read: ${code ?? message}`;
  }
}
