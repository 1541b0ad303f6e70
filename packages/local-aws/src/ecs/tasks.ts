import { type Json, stringAt } from '@ci-kit/core/json'
import { AwsFault } from '../service-handler.ts'
import { ecsArn, nameIn } from './arns.ts'
import { checkCluster, type EcsState, type Operations } from './ecs-state.ts'
import { askedPage, atMost, requiredAt, stringsAt } from './input.ts'
import { oneOffTaskView, runTask } from './one-off-tasks.ts'
import { serviceTasks } from './service-tasks.ts'

export const taskOperations = (state: EcsState): Operations => ({
  ListTasks: (input) => {
    checkCluster(state, input)
    const { page, nextToken } = askedPage(everyTask(state).filter(wanted(input)).map(arnOf), input)
    return { taskArns: page, nextToken }
  },
  DescribeTasks: (input) => {
    checkCluster(state, input)
    const asked = atMost(stringsAt(input, 'tasks'), 100, 'Tasks')
    if (asked.length === 0)
      throw new AwsFault('InvalidParameterException', 'Tasks cannot be empty.')
    const all = new Map(everyTask(state).map((task) => [nameIn(arnOf(task)), task]))
    const missing = asked.filter((task) => !all.has(nameIn(task)))
    return {
      tasks: asked.flatMap((task) => all.get(nameIn(task)) ?? []),
      failures: missing.map((task) => ({
        arn: ecsArn('task', state.cluster, nameIn(task)),
        reason: 'MISSING',
      })),
    }
  },
  RunTask: (input) => {
    checkCluster(state, input)
    return runTask(state, input)
  },
  // Only of those that RunTask started: a service replaces its own.
  StopTask: (input) => {
    checkCluster(state, input)
    const arn = ecsArn('task', state.cluster, nameIn(requiredAt(input, 'task')))
    const task = state.oneOffTasks.get(arn)
    if (task === undefined)
      throw new AwsFault('InvalidParameterException', 'The referenced task was not found.')
    const reason = stringAt(input, 'reason') ?? 'Task stopped by user'
    const stopped = { ...task, stopped: task.stopped ?? { at: state.now(), reason } }
    state.oneOffTasks.set(arn, stopped)
    return { task: oneOffTaskView(state, stopped) }
  },
})

const arnOf = (task: Json): string => stringAt(task, 'taskArn') ?? ''

const everyTask = (state: EcsState): readonly Json[] => [
  ...[...state.services.values()].flatMap((service) => serviceTasks(state, service)),
  ...[...state.oneOffTasks.values()].map((task) => oneOffTaskView(state, task)),
]

const wanted = (input: Json) => {
  const service = stringAt(input, 'serviceName')
  const family = stringAt(input, 'family')
  const startedBy = stringAt(input, 'startedBy')
  const status = stringAt(input, 'desiredStatus') ?? 'RUNNING'
  return (task: Json): boolean =>
    task.desiredStatus === status &&
    (service === undefined || task.group === `service:${nameIn(service)}`) &&
    (startedBy === undefined || task.startedBy === startedBy) &&
    (family === undefined || nameIn(String(task.taskDefinitionArn)).split(':')[0] === family)
}
