/* The partners that are used, for a terminal. In a file or a page, counts below five are hidden. */
import { describeAccess } from '../../access/describeAccess.ts';
import { fieldTable } from '../../model/fieldTable.ts';
import {
  type DiscoveredTenant,
  type Discovery,
  type DiscoverySource,
  isUndeclared,
  type NotProposedReason,
} from '../../replay/discovery.ts';
import {
  discoveryFigures,
  type EvidenceFigures,
  evidenceFigures,
  type SeenFigures,
  type TenantFigures,
} from '../../replay/discoveryFigures.ts';
import { figureWords, guestWords, peopleWords } from '../replay/figureWords.ts';
import { count, firstFew } from '../text/amounts.ts';
import { terminalText } from '../text/escape.ts';
import { wrapText } from '../text/wrapText.ts';

export interface DiscoveryView {
  readonly discovery: Discovery;
  /** With `--write`. */
  readonly written?: { readonly tenants: readonly DiscoveredTenant[]; readonly files: readonly string[] } | undefined;
}

export interface DiscoverTextOptions {
  readonly width: number;
  readonly hidesCounts: boolean;
}

const maxListed = 20;
const words = figureWords('<');

export function renderDiscoverText(
  { discovery, written }: DiscoveryView,
  { width, hidesCounts }: DiscoverTextOptions,
): string {
  const { sources, tenants, unresolvedDomains } = discoveryFigures(discovery, hidesCounts ? 'everybody' : 'owner');
  const proposed = tenants.filter(({ proposal }) => proposal !== null);
  const others = tenants.filter(({ proposal }) => proposal === null);
  const paragraph = (text: string): readonly string[] => wrapText(text, width, { first: '', rest: '  ' });
  const lines = [
    ...paragraph(headline(sources, tenants.filter(isUndeclared).length)),
    ...proposed.flatMap((tenant) => tenantLines(tenant, width)),
    ...(others.length === 0 ? [] : paragraph(`Not proposed: ${firstFew(others.map(notProposedWords), maxListed)}.`)),
    ...(unresolvedDomains.length === 0
      ? []
      : paragraph(
          `Domains that lead to no tenant: ${firstFew(
            unresolvedDomains.map(
              ({ domain, guests }) => `${terminalText(domain)} (${guestWords(words.total(guests))})`,
            ),
            maxListed,
          )}.`,
        )),
    ...writtenLines(written).flatMap(paragraph),
  ];
  return `${lines.join('\n')}\n`;
}

function headline(sources: readonly DiscoverySource[], undeclared: number): string {
  const seen = sources.map(({ source, state, from, to }) => {
    if (source === 'guests') return 'guest accounts';
    return `sign-ins from ${from} to ${to}${state === 'incomplete' ? ' (not all were read)' : ''}`;
  });
  const verb = undeclared === 1 ? 'is' : 'are';
  return `${count(undeclared, 'tenant')} ${verb} used and not declared, by ${seen.join(' and ')}.`;
}

function tenantLines(tenant: TenantFigures, width: number): readonly string[] {
  const { tenantId, name, domain, evidence, proposal, caveats } = tenant;
  const title = [name, tenantId, domain].filter((part) => part !== undefined).join('  ');
  const settings = Object.entries(proposal ?? {}).map(([setting, value]) => {
    const row = fieldTable.find((each) => each.name === setting);
    return `${setting}: ${row ? describeAccess(row, { of: 'value', value }) : ''}`;
  });
  const indents = { first: '    ', rest: '      ' };
  return [
    ...wrapText(terminalText(title), width, { first: '  ', rest: '    ' }),
    ...[evidenceWords(evidence), ...settings, ...caveats].flatMap((line) =>
      wrapText(terminalText(line), width, indents),
    ),
  ];
}

/** `47 people inbound, the last on 2026-11-29; 12 guests` */
function evidenceWords({ inbound, outbound, guests }: EvidenceFigures): string {
  const seen = (each: SeenFigures | undefined, direction: string): readonly string[] => {
    const last = each?.lastSeen ? `, the last on ${each.lastSeen}` : '';
    return each ? [`${peopleWords(words.total(each.people))} ${direction}${last}`] : [];
  };
  return [
    ...seen(inbound, 'inbound'),
    ...seen(outbound, 'outbound'),
    ...(guests === undefined ? [] : [guestWords(words.total(guests))]),
  ].join('; ');
}

const reasonWords: Readonly<Record<NotProposedReason, string>> = {
  declared: 'declared',
  ignored: 'ignored',
  tombstone: 'declared as absent',
  protected: 'protected',
  home: 'the home tenant',
  consumer: 'personal accounts',
  microsoft: 'of Microsoft',
  'few-people': 'fewer people than --min-people',
  'apps-unknown': 'guest accounts, which show no application',
  'type-unknown': 'only sign-ins of an unknown type',
};

function notProposedWords({ tenantId, name, reason }: TenantFigures): string {
  return `${terminalText(name ?? tenantId)} (${reason ? reasonWords[reason] : ''})`;
}

function writtenLines(written: DiscoveryView['written']): readonly string[] {
  if (!written) return [];
  if (written.tenants.length === 0) return ['Nothing was written: no tenant has enough people (--min-people).'];
  const entries = count(written.tenants.length, 'entry', 'entries');
  return [
    `Wrote ${entries} to ${written.files.map(terminalText).join(', ')}. Review them, then run "xtap plan". Each needs an owner.`,
  ];
}

/** The comment above the settings of a new entry. The file may be published. */
export function proposalComment({ evidence }: DiscoveredTenant, { sources }: Discovery): string {
  const log = sources.find(({ source }) => source === 'sign-ins');
  const window = log ? `Sign-ins from ${log.from?.slice(0, 10)} to ${log.to?.slice(0, 10)}` : 'Guest accounts';
  const { inbound, outbound, guests } = evidenceFigures(evidence, 'everybody');
  const parts = [
    ...(inbound ? [`${peopleWords(words.total(inbound.people))} inbound`] : []),
    ...(outbound ? [`${peopleWords(words.total(outbound.people))} outbound`] : []),
    ...(guests ? [guestWords(words.total(guests))] : []),
  ];
  return `${window}: ${parts.join(', ')} (xtap discover).`;
}
