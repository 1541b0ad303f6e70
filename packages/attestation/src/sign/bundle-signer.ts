/** A statement that was signed. */
export type SignedBundle = {
  /** A sigstore bundle of version 0.3 in JSON. */
  readonly bundle: Uint8Array
  /** Its indices in transparency logs, as decimal numbers. */
  readonly logIndices: readonly string[]
  /**
   * What vouches for the time of signing. `timestamp` where the instance has
   * no log, and where its log was down and the policy allowed to go on.
   */
  readonly proof: 'log' | 'log-and-timestamp' | 'timestamp'
  /** Why there is no log entry although the instance has a log; undefined otherwise. */
  readonly logOutage: string | undefined
}

/** Signs in-toto statements (JSON bytes) in DSSE envelopes. Throws `UserError` that names the service which failed. */
export type BundleSigner = { sign(statement: Uint8Array): Promise<SignedBundle> }
