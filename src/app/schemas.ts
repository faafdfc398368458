import { planSchema } from '../render/planSchema.ts';

export function planSchemaText(): string {
  return `${JSON.stringify(planSchema, null, 2)}\n`;
}
