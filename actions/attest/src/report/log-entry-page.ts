/** The entry's page in the search of the public transparency log. */
export const logEntryPage = (logIndex: string): string =>
  `https://search.sigstore.dev/?logIndex=${encodeURIComponent(logIndex)}`
