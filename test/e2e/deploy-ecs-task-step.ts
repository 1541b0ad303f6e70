import type { Json } from '@ci-kit/core/json'
import { oneOffTaskId } from '@ci-kit/local-aws/ecs/task-ids'
import { type OneOff, webScenario, webTask } from '@ci-kit/local-aws/scenario'
import { cloudWatchLogs } from '@ci-kit/local-aws/services/logs'
import { deployed } from './deploy-ecs-workbench.ts'

/** Its container writes to CloudWatch Logs. */
export const LOGGING: Json = {
  ...webTask('c'),
  containerDefinitions: [webTask('c').containerDefinitions].flat().map((each) => ({
    ...Object(each),
    logConfiguration: {
      logDriver: 'awslogs',
      options: {
        'awslogs-group': '/shop/web',
        'awslogs-region': 'eu-central-1',
        'awslogs-stream-prefix': 'web',
      },
    },
  })),
}

export const BRIDGE: Json = {
  ...webTask('c'),
  networkMode: 'bridge',
  requiresCompatibilities: ['EC2'],
}

/** Lines of any task that is run, whatever number it has. */
const lines = (now: () => number) =>
  cloudWatchLogs(
    [
      {
        name: '/shop/web',
        streams: Array.from({ length: 10 }, (_, number) => ({
          name: `web/web/${oneOffTaskId(number)}`,
          events: [
            { at: now(), message: 'migrating' },
            { at: now() + 10_000, message: '::error::table is there already' },
          ],
        })),
      },
    ],
    now,
  )

type Options = { readonly oneOff?: OneOff; readonly task?: Json; readonly settings?: Json }

/** A step with a one-off task. */
export const taskStep = (
  inputs: Readonly<Record<string, string>>,
  { oneOff, task: document = webTask('c'), settings = {} }: Options = {},
) =>
  deployed({
    scenario: webScenario({ service: { settings }, ...(oneOff && { oneOff: () => oneOff }) }),
    services: (now) => ({ logs: lines(now) }),
    files: { 'task.json': JSON.stringify(document) },
    inputs: {
      service: 'web',
      'task-definition': 'task.json',
      'run-task': 'true',
      preflight: 'false',
      ...inputs,
    },
  })
