import type { Plan } from '../plan.ts'
import { isRefName } from '../ref-name.ts'
import { isCommit, unknown } from './gaps.ts'
import type { Wanted } from './wanted.ts'

/** What to do when there is no record yet; given the reason, as a part of a sentence. */
type Otherwise = (none: string) => Plan

/** `base: last-success` for the commit `head` of a branch, or of a tag by its name. */
export const lastSuccess = (
  head: string,
  branch: string | undefined,
  { job, workflow, runId, hasToken }: Wanted,
  otherwise: Otherwise,
): Plan => {
  if (!hasToken) return unknown(head, noToken('last-success'))
  if (!isCommit(head)) return unknown(head, 'the event names no commit')
  if (branch === undefined || !isRefName(branch)) return unknown(head, 'the event names no branch')
  if (workflow === '' || !Number.isSafeInteger(runId)) {
    return unknown(head, 'the run does not name its workflow, so its successful runs are not known')
  }
  const none =
    job === undefined
      ? `no run of ${shown(workflow)} on this branch has succeeded yet`
      : `the job in input 'job' has not succeeded in any run of ${shown(workflow)} on this branch yet`
  return {
    kind: 'last-success',
    head,
    run: { workflow, branch, job, runId },
    otherwise: otherwise(none),
  }
}

/** `base: last-deployed:<environment>` for a commit, branch or tag. */
export const lastDeployed = (
  head: string,
  environment: string,
  { hasToken }: Wanted,
  otherwise: Otherwise,
): Plan => {
  if (!hasToken) return unknown(head, noToken('last-deployed'))
  const none = "nothing has been deployed to the environment in input 'base' yet"
  return { kind: 'last-deployed', head, environment, otherwise: otherwise(none) }
}

const noToken = (base: string): string =>
  `'base: ${base}' asks GitHub, and input 'token' is empty; leave its default`

/** File names may hold anything, and a pull request may add one. */
const shown = (workflow: string): string =>
  /^[\w.-]{1,100}$/.test(workflow) ? workflow : 'this workflow'
