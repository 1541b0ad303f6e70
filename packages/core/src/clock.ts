/** Time as a port, so that waiting can be tested without waiting. */
export type Clock = {
  /** Milliseconds on a clock that never goes back; only differences mean something. */
  elapsed(): number
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
}
