/** Named by the types of @sigstore/tuf, which does not bring it along. */
declare module 'make-fetch-happen' {
  export type MakeFetchHappenOptions = {
    retry?: { retries?: number; minTimeout?: number; maxTimeout?: number }
  }
}
