/** The endpoints of each cloud. Source: https://learn.microsoft.com/graph/deployments */
import type { Cloud } from '../model/cloud.ts';

export interface CloudEndpoints {
  readonly graphOrigin: string;
  readonly authorityHost: string;
  /** The OAuth scope of this cloud's Graph. It does not depend on `--graph-url`. */
  readonly scope: string;
  /** The audience of a federated identity token (workload identity federation). */
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
