import type { Environment } from '@ci-kit/core/event'
import { isObject, jsonIn, stringAt } from '@ci-kit/core/json'
import type { StepState } from '@ci-kit/core/step-state'

/** A rollout that the step began and has not seen the end of, in the words that the post step needs. */
export type Unfinished = {
  readonly region: string
  /** ARN or name. */
  readonly cluster: string
  /** ARN. */
  readonly service: string
  /** ARN of what was deployed: a later deployment of something else is none of ours. */
  readonly taskDefinition: string
}

/** Rollouts that have to be rolled back when the job is cancelled, noted where the post step finds them however main ends. */
export type UnfinishedRollouts = {
  /** To be called before the update is sent. */
  expect(rollout: Unfinished): void
  /** To be called when its end is known, or nobody wants it to be touched. */
  settle(service: string): void
}

const STATE = 'unfinished'

/** The variable that the condition of the post step asks for; each step of a job has one of its own. */
export const variableOf = (env: Environment): string =>
  `CI_KIT_DEPLOY_ECS_UNFINISHED_${env.GITHUB_ACTION ?? ''}`

export const unfinishedRollouts = (state: StepState, env: Environment): UnfinishedRollouts => {
  const variable = variableOf(env)
  // The steps inside a composite action share one id: what an earlier one has left stays.
  const before = env[variable] ?? ''
  let rollouts: readonly Unfinished[] = []
  const note = (next: readonly Unfinished[]): void => {
    rollouts = next
    state.save(STATE, JSON.stringify(rollouts))
    state.exportVariable(variable, rollouts.length > 0 ? 'true' : before)
  }
  return {
    expect: (rollout) => note([...rollouts, rollout]),
    settle: (service) => {
      const left = rollouts.filter((rollout) => rollout.service !== service)
      if (left.length < rollouts.length) note(left)
    },
  }
}

/** What main has left; nothing when it saw every end. */
export const leftUnfinished = (state: StepState): readonly Unfinished[] => {
  const saved = jsonIn(state.read(STATE) || '[]')
  return Array.isArray(saved) ? saved.flatMap(unfinishedIn) : []
}

const unfinishedIn = (item: unknown): readonly Unfinished[] => {
  if (!isObject(item)) return []
  const region = stringAt(item, 'region') ?? ''
  const cluster = stringAt(item, 'cluster')
  const service = stringAt(item, 'service')
  const taskDefinition = stringAt(item, 'taskDefinition')
  if (!cluster || !service || !taskDefinition) return []
  return [{ region, cluster, service, taskDefinition }]
}
