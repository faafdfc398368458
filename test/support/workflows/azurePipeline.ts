/* The template for Azure Pipelines, read. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { github } from './workflowFiles.ts';

interface PipelineStep {
  readonly bash?: string;
  readonly displayName?: string;
  readonly task?: string;
  readonly checkout?: string;
  readonly persistCredentials?: boolean;
  readonly fetchDepth?: number;
  readonly download?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly inputs?: {
    readonly azureSubscription: string;
    readonly allowNoSubscriptions?: boolean;
    readonly inlineScript: string;
  };
}

interface PipelineJob {
  readonly job?: string;
  readonly deployment?: string;
  readonly environment?: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly timeoutInMinutes?: number;
  readonly steps?: readonly PipelineStep[];
  readonly strategy?: { readonly runOnce: { readonly deploy: { readonly steps: readonly PipelineStep[] } } };
}

interface Pipeline {
  readonly variables: readonly { readonly name: string; readonly value: string }[];
  readonly stages: readonly {
    readonly stage: string;
    readonly condition: string;
    readonly jobs: readonly PipelineJob[];
  }[];
}

export const text = readFileSync(join(github, 'templates', 'azure-pipelines.yml'), 'utf8');
export const pipeline = parse(text) as Pipeline;
export const jobs = new Map(
  pipeline.stages.flatMap((stage) => stage.jobs).map((job) => [job.job ?? job.deployment ?? '', job]),
);

export function stepsOf(name: string): readonly PipelineStep[] {
  const job = jobs.get(name);
  return job?.steps ?? job?.strategy?.runOnce.deploy.steps ?? [];
}
