import type { LifecycleStage } from '../model/service-deployment.ts'
import type { Progress, StartedRollout } from './rollout.ts'
import { isOurEntry, type Sight } from './sight.ts'

/** How far a rollout is. Counts are tasks; `requested` is undefined where nobody says. */
type TaskCounts = {
  readonly status: string
  readonly stage: LifecycleStage | undefined
  readonly running: number
  readonly requested: number | undefined
  readonly old: number
}

export const progressOf = (started: StartedRollout, sight: Sight): TaskCounts => {
  const { deployment, service } = sight
  const entries = service?.deployments ?? []
  const ours = entries.find((entry) => isOurEntry(started, entry))
  const others = entries.filter((entry) => entry !== ours)
  const sum = (counts: readonly { readonly running: number }[]) =>
    counts.reduce((total, { running }) => total + running, 0)
  return {
    status: deployment?.status ?? ours?.rolloutState ?? ours?.status ?? '',
    stage: deployment?.stage,
    running: deployment?.target?.running ?? ours?.running ?? 0,
    requested: deployment?.target?.requested ?? ours?.desired,
    old: deployment === undefined ? sum(others) : sum(deployment.sources),
  }
}

/** As a result tells it. */
export const asProgress = (
  started: StartedRollout,
  sight: Sight | undefined,
  deployment: string | undefined,
): Progress => ({
  deployment,
  status: (sight === undefined ? '' : progressOf(started, sight).status) || 'UNKNOWN',
  stage: sight?.deployment?.stage,
  sources: sight?.deployment?.sources ?? [],
  target: sight?.deployment?.target,
  entries: sight?.service?.deployments ?? [],
  desired: sight?.service?.desired ?? 0,
})

const clock = (milliseconds: number): string => {
  const seconds = Math.floor(milliseconds / 1000)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`
}

/** `web: 2 of 4 new tasks running, old 3, stage BAKE_TIME`, without the time. */
export const progressText = (started: StartedRollout, sight: Sight): string => {
  const { status, stage, running, requested, old } = progressOf(started, sight)
  const tasks = requested === undefined ? [] : [`${running} of ${requested} new tasks running`]
  const parts = [
    ...tasks,
    ...(old === 0 ? [] : [`old ${old}`]),
    ...(stage === undefined ? [] : [`stage ${stage}`]),
    ...(status === 'IN_PROGRESS' ? [] : [status || 'not shown by ECS yet']),
  ]
  return `${started.service}: ${parts.join(', ')}`
}

/** One line for the log, with the age of the rollout in minutes and seconds. */
export const progressLine = (text: string, elapsedMs: number): string =>
  `${text}, ${clock(elapsedMs)}`
