/*
 * xtap as a library. Every function takes its run context (`Surroundings`) as an argument and returns its outcome as a
 * value; no function prints, prompts or ends the process.
 */
export { applyPlan } from './app/applyPlan.ts';
export { loadSavedPlan as savedTask, prepareApply as freshTask } from './app/applyTask.ts';
export { connect } from './app/connect.ts';
export { loadConfiguration } from './app/loadConfiguration.ts';
export { planTenant } from './app/planTenant.ts';
export { type RunContext as Surroundings, version } from './app/runContext.ts';
export { type ErrorCode, XtapError } from './model/errors.ts';
export { fieldTable } from './model/fieldTable.ts';
export type { Change, FieldChange, GuardResult, Plan, PlannedRequest, PlanSummary } from './model/plan.ts';
export type { ApplyReport, RequestOutcome as Outcome } from './model/report.ts';
export type { Setting } from './model/setting.ts';
export { readPlanFile } from './plan/planFile/planFile.ts';
