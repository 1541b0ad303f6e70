import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { Detected } from './detected.ts'
import type { Inputs } from './inputs.ts'
import type { JobMap, Served } from './job-map.ts'
import { some } from './names.ts'

/** What a workflow asks of its jobs; every job in it is one of its needs. */
export type Policy = {
  readonly explanation: Detected
  readonly jobMap: JobMap
  readonly allowedSkips: ReadonlySet<string>
  readonly allowedFailures: ReadonlySet<string>
  readonly detectJobs: ReadonlySet<string>
}

/** Taken for detect jobs when no input names one: the ids that the documentation uses. */
const USUAL_DETECT_JOBS = ['detect', 'changes']

const MAX_NAMES = 20

/** Puts the inputs together; throws {@link UserError} for names that nothing has, and for contradictions. */
export const policyOf = (inputs: Inputs, jobMap: JobMap): Policy => {
  const { needs, explanation, allowedSkips, allowedFailures, detectJobs } = inputs
  const jobs = needs.map(({ id }) => id)
  const mapped = [...jobMap.keys()]
  assertKnown('jobs', mapped, jobs)
  assertKnown('allowed-skips', allowedSkips, jobs)
  assertKnown('allowed-failures', allowedFailures, jobs)
  assertKnown('detect-job', detectJobs, jobs)
  assertApart(['jobs', mapped], ['allowed-skips', allowedSkips])
  // Without detection the usual names mean nothing.
  const usual = USUAL_DETECT_JOBS.filter((id) => jobs.includes(id) && !mapped.includes(id))
  const assumed = explanation.kind === 'none' ? [] : usual
  const detecting = detectJobs.length > 0 ? detectJobs : assumed
  assertApart(['detect-job', detectJobs], ['jobs', mapped])
  assertDetecting(detecting, ['allowed-skips', allowedSkips])
  assertDetecting(detecting, ['allowed-failures', allowedFailures])
  assertComponents(jobMap, explanation)
  return {
    explanation,
    jobMap,
    allowedSkips: new Set(allowedSkips),
    allowedFailures: new Set(allowedFailures),
    detectJobs: new Set(detecting),
  }
}

/** The components that a job is for, when it does not detect them. */
export const served = (id: string, { jobMap, explanation }: Policy): Served =>
  jobMap.get(id) ?? (explanation.kind === 'known' && explanation.components.has(id) ? [id] : 'all')

const assertKnown = (input: string, ids: readonly string[], jobs: readonly string[]): void => {
  const unknown = ids.find((id) => !jobs.includes(id))
  if (unknown === undefined) return
  throw new UserError(
    `Input '${input}' names job '${visible(unknown, 100)}', which this job does not need. It needs ${some(jobs, MAX_NAMES)}. Correct the name, or add the job to 'needs: […]'.`,
  )
}

type Listed = readonly [input: string, ids: readonly string[]]

const assertApart = ([one, ids]: Listed, [other, others]: Listed): void => {
  const both = ids.find((id) => others.includes(id))
  if (both === undefined) return
  throw new UserError(
    `Job '${visible(both, 100)}' is in the inputs '${one}' and '${other}', which contradict each other. Remove it from one of them.`,
  )
}

const assertDetecting = (detecting: readonly string[], [input, ids]: Listed): void => {
  const both = detecting.find((id) => ids.includes(id))
  if (both === undefined) return
  throw new UserError(
    `Job '${visible(both, 100)}' is in the input '${input}', but it has to tell what changed and so must succeed. Remove it there; if another job runs detect-changes, name that in 'detect-job'.`,
  )
}

const assertComponents = (jobMap: JobMap, explanation: Detected): void => {
  if (explanation.kind === 'missing' || jobMap.size === 0) return
  if (explanation.kind === 'none') {
    throw new UserError(
      `Input 'jobs' names components, but input 'explanation' is 'none'. Pass output 'explanation' of detect-changes, or remove 'jobs'.`,
    )
  }
  const known = [...explanation.components.keys()]
  for (const [id, names] of jobMap) {
    const unknown = names === 'all' ? undefined : names.find((name) => !known.includes(name))
    if (unknown === undefined) continue
    throw new UserError(
      `Input 'jobs' gives job '${visible(id, 100)}' the component '${visible(unknown, 100)}', which the explanation does not hold. It holds ${some(known, MAX_NAMES)}. Correct the name, or remove it.`,
    )
  }
}
