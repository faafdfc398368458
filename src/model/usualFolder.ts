/** Where a configuration is read, and written, unless a person says otherwise. */
export const usualFolder = 'configs';
