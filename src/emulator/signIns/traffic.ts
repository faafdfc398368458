/**
 * The sign-ins of the sample tenant, by kind: who signs in where, to what, and how it ends. The outcomes follow from
 * the sample's policy, which seed.ts contains; the policy of 12 days ago allowed more (`era`).
 */
import { homeDomain } from './people.ts';

/** Other tenants, and a domain for the names of their people. */
const fabrikam = ['90e29127-71ad-49c7-9ce8-db3f41ea06f1', 'fabrikam.example'] as const;
const proseware = ['3d0f5dec-5d3d-455c-8016-e2af1ae4d31a', 'proseware.example'] as const;
const woodgrove = ['8f2c5d0e-3b43-4d6b-9f43-2d8f3f6b0a11', 'woodgrove.example'] as const;
const northwind = ['1c7b2f64-9a0e-4c55-8d21-6f4f0c9e3b72', 'northwind.example'] as const;
const adatum = ['c2f1a8d3-54b6-4e7a-9c10-7be85d2f4a96', 'adatum.example'] as const;
const tailspin = ['e59d3b07-2c18-4fa4-b6c3-0a9d8e7f1524', 'tailspin.example'] as const;
const relecloud = ['a4e0c9b1-7f3d-4826-95ea-d3c1b2f06e58', 'relecloud.example'] as const;
const retail = ['5b8e7d92-0c4f-4a31-8e6b-f2a9c7d05e13', 'contosoretail.example'] as const;
const graphicDesign = ['d71f6e20-83a5-4b9c-a1d4-59e0f8b3c267', 'graphicdesign.example'] as const;
const support = ['b4c546a4-7dac-46a6-a7dd-ed822a11efd3', 'msservices.example'] as const;
const litware = ['2f9a6c41-d05b-4e83-b7f2-18c3e5d9a064', 'litware.example'] as const;
const adventureWorks = ['7e31b5c8-46d2-4f09-8a9e-c0d7f1b2e385', 'adventureworks.example'] as const;
const wingtip = ['b06d4f1a-e927-4c58-93b1-a5f8d2c7e049', 'wingtip.example'] as const;
/** Tenants that the directory does not know. */
const treyResearch = ['6d2e90b3-1f47-4c8a-b5d6-83a7c0e9f214', 'treyresearch.example'] as const;
const lucerne = ['f8a31c75-90de-4b62-8e14-27d5b9c6a03f', 'lucerne.example'] as const;
/** Accounts of people, not of an organization. */
const consumer = ['9188040d-6c67-4c5b-b112-36a304b66dad', 'outlook.example'] as const;

const teams = '1fec8e78-bce4-4aaf-ab1b-5451cc387264';
const browser = '89bee1f7-5e6e-4d8a-9f3d-ecd601259da7';
const sharePoint = '00000003-0000-0ff1-ce00-000000000000';
const exchange = '00000002-0000-0ff1-ce00-000000000000';
const supplierPortal = 'f3b1d0c4-8e52-4a97-b60d-2c7e9f14a538';
const expenseReports = '9c5f1e38-7a04-4db2-86ef-b1d3c0a92e57';
/** Applications of other tenants. */
const prosewareBoard = '47c0e8d6-2a9b-4f13-b7e5-6d81f02c9a3e';
const litwareTracker = 'd2b0f5a7-6c31-4e98-8f47-19a3c6e5b082';

type OtherTenant = readonly [tenantId: string, domain: string];

export interface Traffic {
  /** How often it happens, compared with the others. */
  readonly weight: number;
  /** `undefined` is the home tenant itself; null and '' are what the log shows if it does not know. */
  readonly homeTenantId: string | null | undefined;
  readonly resourceTenantId: string | null | undefined;
  /** The domain of the people and the numbers of the first and the last of them. */
  readonly people: readonly [domain: string, first: number, last: number];
  readonly type: string | null;
  readonly app: string;
  readonly resource: string;
  readonly errorCode: number;
  /** Before or after the change of the default; always, if it is missing. */
  readonly era?: 'before' | 'after';
  readonly tokenIssuerType?: string;
}

type Options = Partial<Pick<Traffic, 'type' | 'errorCode' | 'era' | 'tokenIssuerType'>>;
type Apps = readonly [app: string, resource: string];

/** Users of the home tenant in another tenant. */
function outbound(
  weight: number,
  [tenantId]: OtherTenant,
  [app, resource]: Apps,
  [first, last, options = {}]: readonly [first: number, last: number, options?: Options],
): Traffic {
  const [homeTenantId, resourceTenantId] = [undefined, tenantId];
  const people = [homeDomain, first, last] as const;
  return { ...common, weight, homeTenantId, resourceTenantId, people, app, resource, ...options };
}

/** Guests in the home tenant. */
function inbound(
  weight: number,
  [tenantId, domain]: OtherTenant,
  [app, resource]: Apps,
  [people, options = {}]: readonly [people: number, options?: Options],
): Traffic {
  const [homeTenantId, resourceTenantId] = [tenantId, undefined];
  return {
    ...common,
    weight,
    homeTenantId,
    resourceTenantId,
    people: [domain, 0, people - 1],
    app,
    resource,
    ...options,
  };
}

const common = { type: 'b2bCollaboration', errorCode: 0 } as const;
const office: Apps = [teams, sharePoint];
const portal: Apps = [supplierPortal, supplierPortal];
const blockedOutbound = { errorCode: 500212 };
const blockedInbound = { errorCode: 500213 };
const directConnect = { type: 'b2bDirectConnect' };

const internal = { ...common, type: 'none', homeTenantId: undefined, resourceTenantId: undefined } as const;

export const traffic: readonly Traffic[] = [
  { ...internal, weight: 1400, people: [homeDomain, 0, 59], app: browser, resource: exchange },

  outbound(160, fabrikam, office, [0, 24]),
  outbound(90, proseware, [prosewareBoard, prosewareBoard], [5, 20]),
  outbound(60, proseware, office, [5, 20]),
  outbound(70, adatum, office, [10, 40]),
  outbound(80, litware, office, [0, 30]),
  // the default was narrowed from all applications to Office365
  outbound(40, litware, [litwareTracker, litwareTracker], [0, 12, { era: 'before' }]),
  outbound(15, litware, [litwareTracker, litwareTracker], [0, 12, { era: 'after', ...blockedOutbound }]),
  outbound(40, adventureWorks, office, [30, 45]),
  outbound(12, northwind, office, [3, 9, blockedOutbound]),
  outbound(25, tailspin, office, [20, 30]),
  outbound(50, retail, office, [40, 59]),
  outbound(8, fabrikam, office, [0, 5, { ...directConnect, ...blockedOutbound }]),

  inbound(200, fabrikam, portal, [42]),
  // the policy names the application of the resource, not that of the client
  inbound(35, fabrikam, [teams, supplierPortal], [20]),
  inbound(14, fabrikam, [browser, expenseReports], [6, blockedInbound]),
  inbound(6, fabrikam, office, [4, { ...directConnect, ...blockedInbound }]),
  inbound(12, fabrikam, portal, [10, { errorCode: 50126 }]),
  inbound(110, proseware, office, [26]),
  // users and groups of the partner are named: the log shows the ids of the guests here
  inbound(60, woodgrove, [browser, expenseReports], [12]),
  inbound(50, woodgrove, office, [12]),
  inbound(45, northwind, portal, [17]),
  inbound(20, northwind, office, [6, directConnect]),
  inbound(70, adatum, office, [30]),
  inbound(30, graphicDesign, office, [8]),
  inbound(30, tailspin, office, [9]),
  inbound(60, retail, office, [35]),
  inbound(130, litware, office, [31]),
  inbound(40, litware, portal, [16]),
  inbound(10, litware, office, [8, { errorCode: 53003 }]),
  inbound(60, adventureWorks, office, [12]),
  inbound(12, wingtip, portal, [3]),
  inbound(22, treyResearch, office, [7]),
  inbound(4, lucerne, office, [1]),

  // what other policies govern, and sign-ins that cannot be judged
  inbound(50, relecloud, [browser, exchange], [14, { type: 'serviceProvider' }]),
  inbound(6, support, [browser, exchange], [3, { type: 'microsoftSupport' }]),
  inbound(10, litware, office, [5, { type: null }]),
  inbound(5, adventureWorks, office, [3, { type: 'unknownFutureValue' }]),
  inbound(25, consumer, office, [9]),
  inbound(7, treyResearch, office, [3, { tokenIssuerType: 'ADFederationServices' }]),
  { ...internal, ...common, weight: 14, people: ['mail.example', 0, 5], app: teams, resource: sharePoint },
  { ...inbound(18, lucerne, office, [4, { type: 'passthrough' }]), resourceTenantId: treyResearch[0] },
  { ...outbound(8, litware, office, [0, 9]), resourceTenantId: '' },
  { ...inbound(4, litware, office, [4]), homeTenantId: null },
  outbound(9, lucerne, office, [50, 55, { errorCode: 5000211 }]),
];

/** Groups of the home tenant, and the numbers of the users in them. */
export const homeGroups: readonly (readonly [id: string, first: number, last: number])[] = [
  ['b7d1e2f4-3a58-4c96-8e07-5f2d9c1a6b30', 0, 24],
  ['3c9f6a10-d8e2-47b5-91c4-e6a0b7f25d83', 0, 2],
  ['e4a05b97-c61d-4f38-a2e9-7b3d8c0f1596', 0, 59],
];
