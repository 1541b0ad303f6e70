import { UserError } from '@ci-kit/core/errors'
import type { Environment } from '@ci-kit/core/event'

/** The job that runs now. A record holds the same of the job that wrote it. */
export type ThisRun = {
  /** `owner/name` */
  readonly repository: string
  /** The commit of the run, as GitHub names it. */
  readonly commit: string
  readonly runId: number
  /** From 1; each re-run of the run counts it up. */
  readonly attempt: number
  /** Its id in the workflow; the jobs of a matrix share it. */
  readonly job: string
}

/** Reads what the runner says of the run. Throws {@link UserError} outside GitHub Actions. */
export const thisRun = (env: Environment): ThisRun => {
  const run = {
    repository: env.GITHUB_REPOSITORY ?? '',
    commit: env.GITHUB_SHA ?? '',
    runId: Number(env.GITHUB_RUN_ID),
    attempt: Number(env.GITHUB_RUN_ATTEMPT || 1),
    job: env.GITHUB_JOB ?? '',
  }
  const missing = [
    ...(run.repository === '' ? ['GITHUB_REPOSITORY'] : []),
    ...(run.commit === '' ? ['GITHUB_SHA'] : []),
    ...(run.job === '' ? ['GITHUB_JOB'] : []),
    ...(isCount(run.runId) ? [] : ['GITHUB_RUN_ID']),
    ...(isCount(run.attempt) ? [] : ['GITHUB_RUN_ATTEMPT']),
  ]
  if (missing.length === 0) return run
  throw new UserError(
    `This is no run of GitHub Actions: ${missing.join(', ')} cannot be used. A record belongs to one run, so use the action in a workflow.`,
  )
}

const isCount = (number: number): boolean => Number.isSafeInteger(number) && number > 0
