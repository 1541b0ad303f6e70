/** Named by the types of @sigstore/sign, which does not bring it along. Its clients are not used here. */
declare module '@sigstore/rekor-types' {
  export type LogEntry = Readonly<Record<string, object>>
  export type ProposedDSSEEntry = object
  export type ProposedHashedRekordEntry = object
  export type ProposedIntotoEntry = object
  export type ProposedEntry = object
}
