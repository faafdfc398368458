import type { NotJudgedReason } from '../../model/signIns.ts';

/** `12 by service providers` */
export const notJudgedWords: Readonly<Record<NotJudgedReason, string>> = {
  serviceProvider: 'by service providers',
  microsoftSupport: 'by Microsoft support',
  passthrough: 'that only pass through this tenant',
  otherAccounts: 'of accounts outside of Entra ID',
  incomplete: 'without a tenant or an application',
  tenantRestriction: 'stopped by tenant restrictions',
};
