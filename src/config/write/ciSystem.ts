/** The CI systems that have templates. Apart from the templates, since every command reads the table of flags. */
export const ciSystems = ['github', 'azure', 'gitlab'] as const;

export type CiSystem = (typeof ciSystems)[number];
