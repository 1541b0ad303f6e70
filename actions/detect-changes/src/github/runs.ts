import type { GitHubApi, GitHubQuestion } from '@ci-kit/core/github'
import { hasNextPage, PAGE_SIZE, pageOf } from '@ci-kit/core/github-pages'
import { countAt, type Json, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import type { Found } from '../found.ts'
import type { SuccessQuestion } from '../plan.ts'
import { objectIn, objectsIn, shaAt, unreadable } from './answers.ts'
import { comparison } from './comparisons.ts'
import { firstThat } from './first-that.ts'
import { isJobSuccessful } from './jobs.ts'

/** GitHub lists no more than 1,000 runs of a search. */
const MAX_PAGES = 10
/** Runs looked into, with one or two requests each. */
const MAX_CANDIDATES = 64
const PERMISSIONS = ['actions: read', 'contents: read']

type Run = { readonly id: number; readonly sha: string; readonly isOfPull: boolean }

/**
 * The commit of the newest successful run that `head` builds on. Mostly two
 * requests: a page of runs, and a comparison with the commit of the first.
 */
export const lastSuccess = async (
  api: GitHubApi,
  question: SuccessQuestion,
  head: string,
): Promise<Found<string>> => {
  const candidates = candidatesOf(api, question, head)
  const list = runsOf(question)
  let tried = 0
  for (let at = 1; at <= MAX_PAGES; at += 1) {
    const answer = await pageOf(api, list, at)
    const facts = objectIn(answer, list.asked)
    const some = await candidates.among(runsIn(facts, question, list.asked))
    const allowed = some.slice(0, MAX_CANDIDATES - tried)
    const found = await firstThat(allowed, candidates.holds)
    if (found !== undefined) return { value: found.sha }
    tried += allowed.length
    if (allowed.length < some.length) return { missing: givenUp(`the newest ${tried} of them`) }
    if (!hasNextPage(answer, at)) {
      // Behind the last page that GitHub serves there may be runs that it only counts.
      const isAll = (countAt(facts, 'total_count') ?? 0) <= at * PAGE_SIZE
      return isAll ? { value: '' } : { missing: givenUp(`the newest ${at * PAGE_SIZE} runs`) }
    }
  }
  return { missing: givenUp(`the newest ${MAX_PAGES * PAGE_SIZE} runs`) }
}

const givenUp = (looked: string): string =>
  `no successful run was found that the commit builds on; ${looked} were looked at`

const runsOf = ({ workflow, branch, job }: SuccessQuestion): GitHubQuestion => ({
  route: 'actions/workflows/{workflow}/runs',
  parameters: {
    workflow,
    branch,
    // A job may have succeeded in a run that failed.
    status: job === undefined ? 'success' : 'completed',
    exclude_pull_requests: 'true',
  },
  asked: `the runs of ${visible(workflow, 100)}`,
  permissions: PERMISSIONS,
})

/** Runs of the branch but this one, newest first. What GitHub should have left out is left out here. */
const runsIn = (answer: Json, question: SuccessQuestion, asked: string): readonly Run[] =>
  objectsIn(answer.workflow_runs, asked)
    .filter((run) => stringAt(run, 'head_branch') === question.branch)
    .filter((run) => question.job !== undefined || stringAt(run, 'conclusion') === 'success')
    .map((run) => ({
      id: idOf(run, asked),
      sha: shaAt(run, 'head_sha', asked),
      isOfPull: isOfPull(run),
    }))
    .filter(({ id }) => id !== question.runId)

const idOf = (run: Json, asked: string): number => {
  const id = countAt(run, 'id')
  if (id === undefined) throw unreadable(asked)
  return id
}

/** pull_request, pull_request_target, pull_request_review, …. */
const isOfPull = (run: Json): boolean => (stringAt(run, 'event') ?? '').startsWith('pull_request')

type Candidates = {
  /** The runs worth a question. */
  among(runs: readonly Run[]): Promise<readonly Run[]>
  holds(run: Run): Promise<boolean>
}

const candidatesOf = (
  api: GitHubApi,
  { job, runId }: SuccessQuestion,
  head: string,
): Candidates => {
  const ancestors = new Map<string, Promise<boolean>>()
  const isAncestor = (sha: string): Promise<boolean> => {
    const known = ancestors.get(sha) ?? isBuiltOn(api, sha, head)
    ancestors.set(sha, known)
    return known
  }
  const seen = new Set<string>()
  const isNew = ({ sha }: Run): boolean => job !== undefined || (!seen.has(sha) && !!seen.add(sha))
  let ownIsOfPull: Promise<boolean> | undefined
  return {
    among: async (runs) => {
      if (!runs.some((run) => run.isOfPull)) return runs.filter(isNew)
      ownIsOfPull ??= isRunOfPull(api, runId)
      const mayBePull = await ownIsOfPull
      return runs.filter((run) => mayBePull || !run.isOfPull).filter(isNew)
    },
    holds: async ({ id, sha }) =>
      (job === undefined || (await isJobSuccessful(api, id, job))) && isAncestor(sha),
  }
}

const isBuiltOn = async (api: GitHubApi, sha: string, head: string): Promise<boolean> =>
  sha === head || ((await comparison(api, sha, head))?.builds ?? false)

const OWN = 'this run'

/**
 * A run for a pull request, a fork's too, carries the name of its branch, and
 * its commit may be merged later without having passed there. It counts for
 * pull requests only.
 */
const isRunOfPull = async (api: GitHubApi, runId: number): Promise<boolean> =>
  isOfPull(
    objectIn(
      await api.get({
        route: 'actions/runs/{runId}',
        parameters: { runId },
        asked: OWN,
        permissions: PERMISSIONS,
      }),
      OWN,
    ),
  )
