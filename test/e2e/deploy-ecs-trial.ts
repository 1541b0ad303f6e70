import type { StepResult } from '@ci-kit/cli/run-step'
import type { Json } from '@ci-kit/core/json'
import type { EcsServer } from '@ci-kit/local-aws/server'
import type { ServiceHandler } from '@ci-kit/local-aws/service-handler'
import { cloudWatchLogs } from '@ci-kit/local-aws/services/logs'
import { errorsOf } from './actions.ts'
import {
  type DeployCase,
  type EcsStepResult,
  type Simulation,
  startSimulation,
} from './deploy-ecs-workbench.ts'

/** One run of the bundle on an AWS of its own, that deploys another environment variable unless told otherwise. */
export type Trial = Omit<DeployCase, 'signal' | 'onLine'> & {
  /** Asked with each line of the log whether the job is cancelled now. */
  readonly cancelAt?: (line: string, server: EcsServer) => boolean
  /** What happens in the same world before the step. */
  readonly before?: (run: Simulation['run'], server: EcsServer) => Promise<unknown>
  /** How many times faster the clock of the step goes than ours: limits are whole minutes. */
  readonly haste?: number
}

export type Tried = EcsStepResult & {
  readonly errors: readonly string[]
  readonly warnings: readonly string[]
  readonly notices: readonly string[]
  /** Of the service `web` in output `results`. */
  readonly web: Json
  /** From the cancellation to the end of the step, in milliseconds; undefined when nobody cancelled. */
  readonly cancelledMs: number | undefined
  /** How many requests of an operation the step has sent. */
  count(operation: string): number
}

/** What changes one variable of the container, so that a revision is registered and deployed. */
export const NEW_RELEASE: Readonly<Record<string, string>> = {
  service: 'web',
  'container-name': 'web',
  'environment-variables': 'VERSION=2',
  preflight: 'false',
}

/** Operations by which something changes. */
export const WRITES = [
  'RegisterTaskDefinition',
  'UpdateService',
  'CreateService',
  'StopServiceDeployment',
  'ContinueServiceDeployment',
  'RunTask',
  'StopTask',
]

/** Whatever was asked of AWS that changes something. */
export const writesOf = ({ requests }: Pick<EcsStepResult, 'requests'>): readonly string[] =>
  requests.map(({ operation }) => operation).filter((operation) => WRITES.includes(operation))

export const attempt = async (trial: Trial): Promise<Tried> => {
  const { cancelAt, before, haste = 1, inputs, env, scenario, services, ...rest } = trial
  const { speed = 60, files, ...step } = rest
  const simulation = await startSimulation({
    scenario,
    speed,
    ...(services && { services }),
    ...(files && { files }),
  })
  const canceller = new AbortController()
  let cancelledAt: number | undefined
  try {
    await before?.(simulation.run, simulation.server)
    const result = await simulation.run({
      ...step,
      inputs: { ...NEW_RELEASE, ...inputs },
      env: { ...(haste > 1 && { NODE_OPTIONS: hurried(haste) }), ...env },
      signal: canceller.signal,
      onLine: (line) => {
        if (canceller.signal.aborted || cancelAt?.(line, simulation.server) !== true) return
        cancelledAt = performance.now()
        canceller.abort()
      },
    })
    const cancelledMs = cancelledAt === undefined ? undefined : performance.now() - cancelledAt
    return { ...result, ...readingsOf(result), cancelledMs }
  } finally {
    await simulation.close()
  }
}

const hurried = (haste: number): string =>
  `--import=data:text/javascript,const%20now=performance.now.bind(performance);performance.now=()=>now()*${haste}`

const readingsOf = (result: EcsStepResult) => {
  const told = messagesOf(result)
  return {
    errors: errorsOf(result),
    warnings: told('warning'),
    notices: told('notice'),
    web: JSON.parse(result.outputs.results ?? '{}').web ?? {},
    count: (operation: string) => result.asked(operation).length,
  }
}

const messagesOf =
  ({ commands }: StepResult) =>
  (wanted: string): readonly string[] =>
    commands.filter(({ name }) => name === wanted).map(({ message }) => message)

/** CloudWatch Logs in which every stream of every group has these lines. */
export const everyLog =
  (...lines: readonly string[]): ServiceHandler =>
  (operation, input) => {
    const events = lines.map((message, at) => ({ at: 1_000 + at, message }))
    const streams = [{ name: String(input.logStreamName), events }]
    const group = { name: String(input.logGroupName), streams }
    return cloudWatchLogs([group], () => Date.now())(operation, input)
  }

/** What makes the container of {@link NEW_RELEASE} log where {@link everyLog} answers. */
export const LOGGING: Readonly<Record<string, string>> = {
  'log-configuration-log-driver': 'awslogs',
  'log-configuration-options':
    'awslogs-group=/shop/web\nawslogs-region=eu-central-1\nawslogs-stream-prefix=web',
}
