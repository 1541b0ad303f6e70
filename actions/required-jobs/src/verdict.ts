import { type Duty, dutyOf } from './duty.ts'
import { some } from './names.ts'
import type { Job, Result } from './needs.ts'
import { type Policy, served } from './policy.ts'

/** The judgement on one job. */
export type Verdict = Job &
  Pick<Duty, 'hadToRun'> & {
    /** Whether it is a detect job. */
    readonly detects: boolean
    readonly passes: boolean
    /** A clause for people. */
    readonly reason: string
  }

/** Judges every job, in their order. */
export const verdictsOf = (jobs: readonly Job[], policy: Policy): readonly Verdict[] => {
  const blockers = jobs.filter((job) => blocks(job, policy)).map(({ id }) => id)
  return jobs.map((job) => verdictOf(job, policy, blockers))
}

/** The jobs that wait for such a job are skipped by GitHub, whatever their own condition was meant to say. */
const blocks = ({ id, result }: Job, { detectJobs }: Policy): boolean =>
  result === 'failure' || result === 'cancelled' || (result === 'skipped' && detectJobs.has(id))

const verdictOf = (job: Job, policy: Policy, blockers: readonly string[]): Verdict => {
  const { hadToRun, why } = dutyOf(job.id, policy)
  const detects = policy.detectJobs.has(job.id)
  const verdict = (passes: boolean, reason: string) => ({
    ...job,
    hadToRun,
    detects,
    passes,
    reason,
  })
  switch (job.result) {
    case 'success':
      return verdict(true, why)
    case 'failure':
    case 'cancelled':
      return policy.allowedFailures.has(job.id)
        ? verdict(true, `${PAST[job.result]}, but it is listed in allowed-failures`)
        : verdict(false, PAST[job.result])
    case 'skipped':
      return hadToRun
        ? verdict(false, `was skipped, but ${why}${cause(job.id, blockers)}`)
        : verdict(true, why)
  }
}

const PAST: Readonly<Record<Exclude<Result, 'success' | 'skipped'>, string>> = {
  failure: 'failed',
  cancelled: 'was cancelled',
}

const MAX_BLOCKERS = 3

/** The needs of a job are not told to another job, so this is a presumption. */
const cause = (id: string, blockers: readonly string[]): string => {
  const others = blockers.filter((blocker) => blocker !== id)
  return others.length === 0
    ? ''
    : ` (probably because it needs ${some(others, MAX_BLOCKERS)}, which did not succeed)`
}

/**
 * Selected components for which there is no job at all. A job that is for all
 * components, such as one with a matrix, is for each of them, unless it may
 * always be skipped.
 */
export const withoutJob = (jobs: readonly Job[], policy: Policy): readonly string[] => {
  const { explanation, allowedSkips, detectJobs } = policy
  if (explanation.kind !== 'known') return []
  const working = jobs.filter(({ id }) => !detectJobs.has(id))
  const lists = working.map(({ id }) => ({ id, own: served(id, policy) }))
  if (lists.some(({ id, own }) => own === 'all' && !allowedSkips.has(id))) return []
  const covered = new Set(lists.flatMap(({ own }) => (own === 'all' ? [] : own)))
  return [...explanation.components]
    .filter(([name, selected]) => selected && !covered.has(name))
    .map(([name]) => name)
}
