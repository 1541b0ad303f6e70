import type { Json } from '@ci-kit/core/json'
import type { Logs, Tasks } from '../ecs.ts'
import type { ServiceEvent } from '../model/service.ts'
import type { StartedRollout } from '../rollout/rollout.ts'
import type { TargetProblem } from './diagnosis.ts'

/** A rollout by what tells its tasks from others. */
export type RolloutTasks = Pick<
  StartedRollout,
  'service' | 'serviceArn' | 'taskDefinition' | 'primary' | 'startedAt'
>

/** A rollout that did not go well, and what it deployed. */
export type DiagnosedRollout = RolloutTasks & {
  /** Of the service since the rollout began. */
  readonly events: readonly ServiceEvent[]
  /** The task definition, as ECS has it: which containers are essential, and where they log to. */
  readonly definition: Json
  /** Name of the container that a load balancer sends requests to, undefined without one. */
  readonly balancedContainer: string | undefined
  /** ARNs. */
  readonly targetGroups: readonly string[]
  /** Names of the alarms that watch its deployments. */
  readonly alarms: readonly string[]
}

/** What a diagnosis asks. All reject with an AwsRefusal, or with what cancelled the action. */
export type DiagnosisPorts = {
  readonly tasks: Pick<Tasks, 'list' | 'describe'>
  readonly logs: Pick<Logs, 'tail'>
  /** Targets of a target group that are not healthy. */
  readonly unhealthyTargets: (
    targetGroupArn: string,
    signal?: AbortSignal,
  ) => Promise<readonly TargetProblem[]>
  /** Those of the alarms that are in state ALARM. */
  readonly firingAlarms: (
    names: readonly string[],
    signal?: AbortSignal,
  ) => Promise<readonly string[]>
  /** Ends the questions. */
  readonly signal?: AbortSignal
  /** Aborts, with `signal`, when the diagnosis has taken long enough: what is not known by then stays a gap. */
  readonly late?: AbortSignal
}
