import { systemClock } from '@ci-kit/core/adapters/system-clock'
import type { Aws } from '@ci-kit/ecs/adapters/aws'
import { containerLogs } from '@ci-kit/ecs/adapters/diagnosis-ports'
import type { Ecs } from '@ci-kit/ecs/ecs'
import { runTask } from '@ci-kit/ecs/tasks/run-task'
import type { Ports } from '../run.ts'
import type { Step } from './step.ts'

/** Runs a one-off task and shows its log. */
export const composeTask =
  ({ runner, inputs }: Step, aws: Aws, { tasks }: Ecs, lasting: Ecs): Ports['runTask'] =>
  (task) =>
    runTask(
      task,
      {
        untilStopped: inputs.task?.waits ?? true,
        limit: inputs.task?.limitMs ?? 0,
        maxPause: inputs.wait.maxDelayMs,
      },
      {
        tasks,
        stop: lasting.tasks.stop,
        logs: containerLogs(aws),
        log: runner.log,
        clock: systemClock,
        cancellation: runner.cancellation,
      },
    )
