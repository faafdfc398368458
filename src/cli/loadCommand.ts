import type { CommandResult, Invocation } from './command.ts';
import type { CommandName } from './flags/commandTable.ts';

export interface CommandModule {
  readonly run: (invocation: Invocation) => Promise<CommandResult>;
}

/** What a command does is loaded when it is called, so that none pays for the others. */
export const loadCommand: Readonly<Record<CommandName, () => Promise<CommandModule>>> = {
  validate: () => import('./commands/validate.ts'),
  plan: () => import('./commands/plan.ts'),
  apply: () => import('./commands/apply.ts'),
  drift: () => import('./commands/drift.ts'),
  pull: () => import('./commands/pull.ts'),
  add: () => import('./commands/add.ts'),
  explain: () => import('./commands/explain.ts'),
  doctor: () => import('./commands/doctor.ts'),
  schema: () => import('./commands/schema.ts'),
  emulate: () => import('./commands/emulate.ts'),
  demo: () => import('./commands/demo.ts'),
  completion: () => import('./commands/completion.ts'),
};
