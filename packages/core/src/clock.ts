/** Time as a port, so that waiting can be tested without waiting. */
export type Clock = {
  /** Milliseconds since the epoch. */
  now(): number
  /** Milliseconds on a clock that never goes back; only differences mean something. */
  elapsed(): number
  /** Rejects when the signal aborts first. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
}

/** Something to do again and again. */
export type Ticker = {
  /** Calls `work` that many milliseconds apart, until the returned function is called. */
  every(milliseconds: number, work: () => void): () => void
}
