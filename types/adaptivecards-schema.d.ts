/**
 * adaptivecards-templating's types lead into the TypeScript sources of adaptivecards, which do not compile under our
 * settings. This is all that is used of them. It can go when adaptivecards ships declarations for `src/schema`.
 */
export type IAdaptiveCard = Record<string, unknown>
