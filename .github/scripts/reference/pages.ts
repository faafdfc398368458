/* The generated pages by file name. Each is made from a table of the program. */
import { commandsPage } from './commandsPage.ts';
import { configurationPage } from './configurationPage.ts';
import { diagnosticsPage } from './diagnosticsPage.ts';
import { exitCodesPage } from './exitCodesPage.ts';
import { rulesPage } from './rulesPage.ts';
import { settingsPage } from './settingsPage.ts';

export function referencePages(): Readonly<Record<string, string>> {
  return {
    'commands.md': commandsPage(),
    'configuration.md': configurationPage(),
    'diagnostics.md': diagnosticsPage(),
    'exit-codes.md': exitCodesPage(),
    'rules.md': rulesPage(),
    'settings.md': settingsPage(),
  };
}
