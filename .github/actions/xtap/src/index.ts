/*
 * The entry of the action: `uses: …/xtap@v1`. It installs nothing: the bundle of xtap, built from the same commit, is
 * in the same folder. The action runs xtap as a child process, so the part that talks to GitHub and the part that talks
 * to the tenant share neither tokens nor a process. The action decides nothing about plans.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFailed, setSecret } from '@actions/core';
import { listTenants, summarize } from './fleetActions.ts';
import { type Inputs, readInputs } from './inputs.ts';
import { readJob } from './job.ts';
import { reportResult } from './resultAction.ts';
import { makeSignIns } from './signInsAction.ts';
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
  if (inputs.command === 'result') return reportResult(inputs, job);
  if (inputs.command === 'signins') return makeSignIns(inputs, job);
  return runCommand(inputs.command, inputs, job);
}

try {
  await main();
} catch (error) {
  setFailed(error instanceof Error ? error.message : String(error));
}
