import type { LogLine } from '../ecs.ts'

/** Tasks that ended in the same way. All texts come from outside. */
export type Cause = {
  readonly service: string
  /** `TaskFailedToStart`, `EssentialContainerExited`, …; 'Unhealthy', 'Placement' for what is told by events only. */
  readonly stopCode: string
  readonly container: string | undefined
  readonly exitCode: number | undefined
  readonly reason: string
  /** How often it was seen. */
  readonly count: number
  /** A task of them, for the console. */
  readonly task: string | undefined
  /** What it may mean and what to do: 137 = killed, most often memory. '' when nothing is known. */
  readonly hint: string
  /** The last lines of the container, oldest first; undefined when its log could not be read. */
  readonly log: readonly LogLine[] | undefined
  /** Why the log could not be read; '' when it could, or the container has none in CloudWatch. */
  readonly logProblem: string
}

/** Targets of a load balancer that are not healthy. */
export type TargetProblem = {
  readonly targetGroup: string
  readonly target: string
  readonly state: string
  readonly reason: string
}

export type Diagnosis = {
  readonly service: string
  /** Most telling first. */
  readonly causes: readonly Cause[]
  readonly targets: readonly TargetProblem[]
  readonly firedAlarms: readonly string[]
  /** What could not be asked, as sentences: a missing permission with its action. */
  readonly unknown: readonly string[]
}

/** Will happen again with every task, so that waiting is of no use. */
export type Hopeless = { readonly reason: string }
