import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'

/** What the adapters of a run have to themselves until it is over. */
export type Scratch = {
  /** Below the temporary folder of the job, by a name that nobody knows before; made by who needs it. */
  readonly folder: string
  /** Aborts when the job is cancelled, and when the run is over. */
  readonly signal: AbortSignal
}

/**
 * Does `work`, and ends what it has begun, whatever comes of it: after an
 * error something may still be under way. `name` is the start of the folder's.
 */
export const withScratch = async <T>(
  { name, temp, cancellation }: Where,
  work: (scratch: Scratch) => Promise<T>,
): Promise<T> => {
  const over = new AbortController()
  const signal = AbortSignal.any([cancellation, over.signal])
  // One name alone: Node makes many in store otherwise, which takes longer than to verify a file.
  const folder = join(temp, `${name}-${randomUUID({ disableEntropyCache: true })}`)
  try {
    return await work({ folder, signal })
  } finally {
    over.abort()
    rmSync(folder, { recursive: true, force: true })
  }
}

type Where = { readonly name: string; readonly temp: string; readonly cancellation: AbortSignal }
