export const importsText = {};
