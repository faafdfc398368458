/* Files in the artifacts of a run. They were written by a run, so a reader checks what it takes from them. */
import { unzipSync } from 'fflate';
import { type Client, type Repository, withRetry } from './github.ts';

const usualMaxBytes = 64 * 1024 * 1024;

interface WantedFile {
  readonly artifact: number;
  readonly name: string;
  readonly maxBytes?: number;
}

/** The text of a file at the top of an artifact; undefined if the artifact has no such file, or a far too large one. */
export async function readArtifactFile(
  client: Client,
  at: Repository,
  { artifact, name, maxBytes = usualMaxBytes }: WantedFile,
): Promise<string | undefined> {
  const asked = { ...at, artifact_id: artifact, archive_format: 'zip' };
  const { data } = await withRetry(() => client.rest.actions.downloadArtifact(asked));
  const files = unzipSync(new Uint8Array(data as ArrayBuffer), {
    filter: (file) => file.name === name && file.originalSize < maxBytes,
  });
  const bytes = files[name];
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}
