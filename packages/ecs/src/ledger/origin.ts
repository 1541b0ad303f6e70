import type { Context, Environment } from '@ci-kit/core/event'

/** Where a record comes from. */
export type Origin = {
  /** Who started the run, '' when nobody knows. */
  readonly actor: string
  /** Address of the run, undefined outside GitHub. */
  readonly logUrl: string | undefined
}

/** Who started the run, and where its log is. A run that is started again is that of who did so. */
export const originOf = (
  { serverUrl, repository, runId }: Pick<Context, 'serverUrl' | 'repository' | 'runId'>,
  env: Environment,
): Origin => ({
  actor: env.GITHUB_TRIGGERING_ACTOR || env.GITHUB_ACTOR || env.USER || '',
  logUrl:
    repository === '' || runId === 0
      ? undefined
      : `${serverUrl}/${repository}/actions/runs/${runId}`,
})
