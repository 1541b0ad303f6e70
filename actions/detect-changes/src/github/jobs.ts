import type { GitHubApi } from '@ci-kit/core/github'
import { allPages } from '@ci-kit/core/github-pages'
import { stringAt } from '@ci-kit/core/json'
import { objectIn, objectsIn } from './answers.ts'

const ASKED = 'the jobs of a run'
/** 1,000 jobs: four matrices of the largest size. */
const MAX_PAGES = 10

/**
 * Whether a job of a run succeeded, with all the jobs of its matrix, in the
 * newest attempt. A skipped job has not succeeded, and neither has one that the
 * run does not have.
 */
export const isJobSuccessful = async (
  api: GitHubApi,
  runId: number,
  job: string,
): Promise<boolean> => {
  const question = {
    route: 'actions/runs/{runId}/jobs',
    parameters: { runId, filter: 'latest' },
    asked: ASKED,
    permissions: ['actions: read', 'contents: read'],
  }
  const { answers, isWhole } = await allPages(api, question, MAX_PAGES)
  const jobs = answers
    .flatMap((answer) => objectsIn(objectIn(answer, ASKED).jobs, ASKED))
    .filter((entry) => isOf(job, stringAt(entry, 'name') ?? ''))
  return isWhole && jobs.length > 0 && jobs.every(({ conclusion }) => conclusion === 'success')
}

/** GitHub names the jobs of a matrix `test (20, linux)`. */
const isOf = (job: string, name: string): boolean =>
  name === job || (name.startsWith(`${job} (`) && name.endsWith(')'))
