import { UserError } from '@ci-kit/core/errors'
import { isObject } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { parsedJson } from './parsed-json.ts'

/** Every word that the `needs` context has for a result (GitHub docs, contexts, `needs.<job_id>.result`). */
export const RESULTS = ['success', 'failure', 'cancelled', 'skipped'] as const
export type Result = (typeof RESULTS)[number]

/** A job that this one waited for. */
export type Job = { readonly id: string; readonly result: Result }

const ADVICE = `Write 'needs: \${{ toJSON(needs) }}' under 'with:'`

/** Reads the `needs` context as JSON; throws {@link UserError} for anything that is not one. */
export const jobsOf = (text: string): readonly Job[] => {
  const value = parsedJson(text, 'needs', ADVICE)
  if (!isObject(value)) throw new UserError(`Input 'needs' is not a JSON object. ${ADVICE}.`)
  const jobs = Object.entries(value).map(([id, job]) => ({ id, result: resultOf(id, job) }))
  if (jobs.length === 0) {
    throw new UserError(
      `Input 'needs' holds no job. List the jobs to look at in 'needs: […]' of this job.`,
    )
  }
  return jobs
}

const resultOf = (id: string, job: unknown): Result => {
  const word = isObject(job) ? job.result : undefined
  const result = RESULTS.find((candidate) => candidate === word)
  if (result !== undefined) return result
  const name = visible(id, 100)
  if (typeof word !== 'string') {
    throw new UserError(`Input 'needs' has no result for '${name}'. ${ADVICE}.`)
  }
  throw new UserError(
    `Input 'needs' has the result '${visible(word, 100)}' for job '${name}', which is none of ${RESULTS.join(', ')}. ${ADVICE}; if it is there already, this action is older than that result: update it.`,
  )
}
