/** The clock of a simulated AWS. What happens there is computed from the moment it is asked: nothing is scheduled. */
export type VirtualClock = {
  /** Milliseconds since the epoch. */
  now(): number
  /** Lets simulated milliseconds pass at once. */
  advance(milliseconds: number): void
}

/** A clock at which `speed` simulated milliseconds pass in each real one; at 0 time passes only by `advance`. */
export const virtualTime = ({ start = Date.now(), speed = 0 } = {}): VirtualClock => {
  const began = performance.now()
  let advanced = 0
  return {
    now: () => Math.floor(start + advanced + (performance.now() - began) * speed),
    advance: (milliseconds) => {
      advanced += milliseconds
    },
  }
}

/** Times as AWS JSON writes them: seconds since the epoch. */
export const seconds = (milliseconds: number): number => milliseconds / 1000
