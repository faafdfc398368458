import type { CommandResult, Invocation } from './command.ts';
import type { CommandName } from './flags/commandTable.ts';

interface CommandModule {
  readonly run: (invocation: Invocation) => Promise<CommandResult>;
}

/**
 * A command's module is loaded when the command is called, so that a start does not load the other commands. The build
 * replaces this table in a bundle that contains only some of the commands.
 */
export const loadCommand: Readonly<Record<CommandName, () => Promise<CommandModule>>> = {
  validate: () => import('./commands/validate.ts'),
  plan: () => import('./commands/plan.ts'),
  apply: () => import('./commands/apply.ts'),
  drift: () => import('./commands/drift.ts'),
  pull: () => import('./commands/pull.ts'),
  add: () => import('./commands/add.ts'),
  explain: () => import('./commands/explain.ts'),
  doctor: () => import('./commands/doctor.ts'),
  check: () => import('./commands/check.ts'),
  init: () => import('./commands/init.ts'),
  signins: () => import('./commands/signins.ts'),
  replay: () => import('./commands/replay.ts'),
  discover: () => import('./commands/discover.ts'),
  schema: () => import('./commands/schema.ts'),
  emulate: () => import('./commands/emulate.ts'),
  demo: () => import('./commands/demo.ts'),
  completion: () => import('./commands/completion.ts'),
};
