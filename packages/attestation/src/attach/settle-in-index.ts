import type { Clock } from '@ci-kit/core/clock'
import { UserError } from '@ci-kit/core/errors'
import type { Log } from '@ci-kit/core/log'
import type { Digest } from '@ci-kit/oci/digest'
import type { RegistryError } from '@ci-kit/oci/registry-error'
import { type IndexRepository, type IndexUnderTag, indexUnderTag } from './index-under-tag.ts'
import { missingFrom, type ReferrersIndex, withEntries } from './referrers-index.ts'

export type SettleOptions = {
  readonly clock: Clock
  /** Uniform in [0, 1): writers that collide must not do so again. */
  readonly random: () => number
  readonly log: Pick<Log, 'debug'>
  readonly signal?: AbortSignal
}

/** How often in a row all must be there. */
const LOOKS = 3
const SHORTEST_PAUSE_MS = 40
const LONGEST_FIRST_PAUSE_MS = 100
const PAUSE_GROWTH = 1.5
/** A pause is at least so many times as long as our slowest request. */
const REQUESTS_IN_A_PAUSE = 2
const MOST_FAILURES = 8
const MOST_MERGES = 200
const MOST_MS = 60_000

/**
 * Puts entries into the index under the subject's fallback tag, and answers
 * when they stay there. Registries know no conditional write, so whoever read
 * before our write and writes after it removes our entries, and everybody is
 * told that all went well. So: append to what was just read, write, and look
 * again after growing random pauses until all is there three times in a row;
 * whatever is missing by then is merged again. What others had there when it
 * was last seen is merged along: who lost it may have gone already.
 *
 * The pauses together are longer than others should need from their read to
 * their write, guessed by what our own requests take. A writer that takes
 * longer still wins, so look once more at the end of a run.
 *
 * `isThere`: whether the index was seen before, so that a 404 is no answer.
 * Nothing is written where all is there at the first look. Throws
 * `RegistryError`, and `UserError` for a tag that holds no index or must not
 * change, and for an index that does not settle in 60 seconds.
 */
export const settleInIndex = async (
  repository: IndexRepository,
  subject: Digest,
  wanted: ReadonlyMap<Digest, unknown>,
  isThere: boolean,
  options: SettleOptions,
): Promise<void> => {
  const { clock, random, signal } = options
  const start = clock.elapsed()
  const index = indexUnderTag(repository, subject, isThere, clock)
  const round = rounds(index, wanted, options.log)
  for (;;) {
    const state = await round()
    const { merges, seen, failures, failure } = state
    if (seen === LOOKS || (seen > 0 && merges === 0)) return
    if (failure !== undefined && failures >= MOST_FAILURES) throw failure
    const wait = pause(state, index.slowestMs(), random)
    if (merges >= MOST_MERGES || clock.elapsed() - start + wait > MOST_MS)
      throw failure ?? contended(index.place, merges)
    await clock.sleep(wait, signal)
  }
}

type State = {
  /** How often in a row all was there. */
  readonly seen: number
  readonly merges: number
  /** In a row. */
  readonly failures: number
  readonly failure?: RegistryError
}

/** One read, and one write where something is missing. */
const rounds = (
  index: IndexUnderTag,
  wanted: ReadonlyMap<Digest, unknown>,
  log: SettleOptions['log'],
): (() => Promise<State>) => {
  const known = new Map(wanted)
  let state: State = { seen: 0, merges: 0, failures: 0 }
  const failed = (failure: RegistryError): State => {
    log.debug(`${failure.message} Looking again.`)
    return { ...state, failures: state.failures + 1, failure }
  }
  const judged = async (found: ReferrersIndex): Promise<State> => {
    for (const [digest, entry] of found.entries) known.set(digest, entry)
    const missing = missingFrom(found, known)
    const { merges } = state
    if (missing.length === 0) return { seen: state.seen + 1, merges, failures: 0 }
    if (merges > 0) log.debug(`${index.place} was overwritten by another writer. Merging again.`)
    const failure = await index.write(withEntries(found, missing, index.place))
    state = { seen: 0, merges: merges + 1, failures: state.failures }
    return failure === undefined ? { ...state, failures: 0 } : failed(failure)
  }
  return async () => {
    const look = await index.read()
    state = 'index' in look ? await judged(look.index) : failed(look.failure)
    return state
  }
}

/** Milliseconds until the next look. */
const pause = (
  { seen, failures, failure }: State,
  slowestMs: number,
  random: () => number,
): number => {
  const first = SHORTEST_PAUSE_MS + random() * (LONGEST_FIRST_PAUSE_MS - SHORTEST_PAUSE_MS)
  const grown = first * PAUSE_GROWTH ** seen * 2 ** failures
  return Math.max(grown, REQUESTS_IN_A_PAUSE * slowestMs, failure?.retryAfterMs ?? 0)
}

const contended = (place: string, merges: number): UserError =>
  new UserError(
    `${place} lists what is attached to the image, and does not keep our entries: ${merges} times they were added, and overwritten by another writer. Let fewer jobs write attachments of one image at a time, and run the step again: what is stored already is not stored twice.`,
  )
