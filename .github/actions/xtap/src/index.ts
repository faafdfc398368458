/*
 * The action: `uses: …/xtap@v1`. It installs nothing: xtap itself lies beside it, built from the same commit. It runs
 * xtap as a child, so that an action that talks to GitHub and a program that talks to a tenant share neither tokens
 * nor a process; it adds what only an action can do, and decides nothing about plans.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFailed, setSecret } from '@actions/core';
import { listTenants, summarize } from './fleetActions.ts';
import { type Inputs, readInputs } from './inputs.ts';
import { readJob } from './job.ts';
import { runCommand } from './xtapAction.ts';

const program = join(dirname(fileURLToPath(import.meta.url)), 'xtap.js');

function maskSecrets({ token }: Inputs): void {
  const { XTAP_ACCESS_TOKEN, AZURE_CLIENT_SECRET, AZURE_CLIENT_CERTIFICATE_PASSWORD } = process.env;
  for (const secret of [token, XTAP_ACCESS_TOKEN, AZURE_CLIENT_SECRET, AZURE_CLIENT_CERTIFICATE_PASSWORD]) {
    if (secret !== undefined && secret !== '') setSecret(secret);
  }
}

async function main(): Promise<void> {
  const inputs = readInputs();
  maskSecrets(inputs);
  const job = readJob(program);
  if (inputs.command === 'tenants') return listTenants(inputs, job);
  if (inputs.command === 'summary') return summarize(inputs, job);
  return runCommand(inputs.command, inputs, job);
}

try {
  await main();
} catch (error) {
  setFailed(error instanceof Error ? error.message : String(error));
}
