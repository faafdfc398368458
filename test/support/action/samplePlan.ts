import { fabrikam, home } from '../tenants.ts';
import type { FakeRun } from './actionProcess.ts';

export function digestOf(character: string): string {
  return `sha256:${character.repeat(64)}`;
}

/** A run of xtap whose plan changes two partners, one of them towards more access. */
export function planRun(digest = digestOf('a'), more: Partial<FakeRun> = {}): FakeRun {
  return {
    out: {
      json: {
        digest,
        tenantId: home,
        summary: { create: 1, update: 1, delete: 0, unchanged: 3, undeclared: 0, broadening: 1, narrowing: 0 },
      },
      markdown: `## xtap plan: broadens access\n\n**Plan: 1 to add**\n\n- Digest \`${digest}\`\n`,
      text: `Plan: 1 to add, 1 to change, 0 to delete.\n::error ::from a name\n`,
    },
    stdout: '::warning title=xtap%3A update Fabrikam::inboundTrust\n::notice title=xtap plan::Plan: 1 to add\n',
    ...more,
  };
}

/** A run whose plan sends nothing, and whose configuration no longer declares a partner that is live. */
export const releasingPlan: FakeRun = {
  out: {
    json: {
      digest: digestOf('0'),
      tenantId: home,
      summary: { create: 0, update: 0, delete: 0, unchanged: 3, undeclared: 1, broadening: 0, narrowing: 0 },
      released: [{ resource: 'partner', tenantId: fabrikam, value: {}, impact: 'neutral' }],
      loosened: [{ what: 'guards.maxDeletes', before: 1, after: 500 }],
    },
    markdown: '## xtap plan: 1 partner no longer managed, 1 rule looser\n\n**Nothing to send.**\n',
    text: 'Nothing to send.\n',
  },
};

export const emptyPlan: FakeRun = {
  out: {
    json: {
      digest: digestOf('0'),
      tenantId: home,
      summary: { create: 0, update: 0, delete: 0, unchanged: 3, undeclared: 0, broadening: 0, narrowing: 0 },
    },
    markdown: '## xtap plan: no changes\n',
    text: 'No changes.\n',
  },
};
