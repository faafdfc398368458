/** Where each cloud lives. Source: https://learn.microsoft.com/graph/deployments */
import type { Cloud } from '../model/cloud.ts';

export interface CloudEndpoints {
  readonly graphOrigin: string;
  readonly authorityHost: string;
  /** The application permissions of this cloud's Graph; the same whatever URL Graph is reached at. */
  readonly scope: string;
  /** What a federated identity token must be issued for (workload identity federation). */
  readonly federationAudience: string;
}

export const cloudEndpoints: Readonly<Record<Cloud, CloudEndpoints>> = {
  global: {
    graphOrigin: 'https://graph.microsoft.com',
    authorityHost: 'https://login.microsoftonline.com',
    scope: 'https://graph.microsoft.com/.default',
    federationAudience: 'api://AzureADTokenExchange',
  },
  usgov: {
    graphOrigin: 'https://graph.microsoft.us',
    authorityHost: 'https://login.microsoftonline.us',
    scope: 'https://graph.microsoft.us/.default',
    federationAudience: 'api://AzureADTokenExchangeUSGov',
  },
  usgovdod: {
    graphOrigin: 'https://dod-graph.microsoft.us',
    authorityHost: 'https://login.microsoftonline.us',
    scope: 'https://dod-graph.microsoft.us/.default',
    federationAudience: 'api://AzureADTokenExchangeUSGov',
  },
  china: {
    graphOrigin: 'https://microsoftgraph.chinacloudapi.cn',
    authorityHost: 'https://login.chinacloudapi.cn',
    scope: 'https://microsoftgraph.chinacloudapi.cn/.default',
    federationAudience: 'api://AzureADTokenExchangeChina',
  },
};
