import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { runStep, type Step, type StepResult } from '@ci-kit/cli/run-step'
import { inParallel } from '@ci-kit/core/in-parallel'
import { isObject, type Json, jsonIn } from '@ci-kit/core/json'
import type { Scenario } from '@ci-kit/local-aws/scenario'
import { type EcsServer, type EcsServerOptions, startEcsServer } from '@ci-kit/local-aws/server'
import type { Now } from '@ci-kit/local-aws/service-handler'
import { virtualTime } from '@ci-kit/local-aws/time'
import { beforeAll } from '@jest/globals'
import { actionFolder } from './actions.ts'
import { simulatedServices } from './deploy-ecs-services.ts'

export type SimulationOptions = {
  readonly scenario: Scenario
  /** Services that differ from {@link simulatedServices}. */
  readonly services?: (now: Now) => NonNullable<EcsServerOptions['services']>
  /** Simulated seconds in each real one; 40 when absent. */
  readonly speed?: number
  /** Texts of files in the workspace, by path. */
  readonly files?: Readonly<Record<string, string>>
}

export type EcsStep = Omit<Step, 'folder' | 'workspace' | 'temp'> & {
  /** `deploy-ecs` when absent. */
  readonly action?: 'deploy-ecs' | 'rollback'
}

export type EcsStepResult = StepResult & {
  /** What this step has asked of AWS, in the order of arrival. */
  readonly requests: EcsServer['requests']
  /** The inputs of one operation's requests. */
  asked(operation: string): readonly Json[]
  /** Members that the official model does not know: `RegisterTaskDefinition: fooBar`. */
  readonly unknownMembers: readonly string[]
  /** What output `task-definition` names, read. */
  readonly documents: readonly Json[]
}

export type Simulation = {
  readonly server: EcsServer
  /** Absolute path. */
  readonly workspace: string
  /** Runs a bundle against the simulated AWS. Rejects when a request was not as the official models want it. */
  run(step: EcsStep): Promise<EcsStepResult>
  close(): Promise<void>
}

/** A simulated AWS and a workspace, for one step or several, one after the other. Close it. */
export const startSimulation = async (options: SimulationOptions): Promise<Simulation> => {
  const { scenario, services = () => ({}), speed = 40, files = {} } = options
  const clock = virtualTime({ speed })
  const plugged = { ...simulatedServices(clock.now), ...services(clock.now) }
  const server = await startEcsServer({ scenario, clock, services: plugged })
  const folder = mkdtempSync(join(tmpdir(), 'deploy-ecs-test-'))
  const [workspace, temp] = [join(folder, 'workspace'), join(folder, 'temp')]
  for (const each of [workspace, temp]) mkdirSync(each)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true })
    writeFileSync(join(workspace, path), text)
  }
  return {
    server,
    workspace,
    run: async ({ action = 'deploy-ecs', inputs, env, ...step }) => {
      const seen = server.requests.length
      const result = await runStep({
        ...step,
        folder: actionFolder(action),
        workspace,
        temp,
        inputs: { ...DEFAULTS, ...inputs },
        env: { HOME: workspace, ...server.env(), ...env },
      })
      if (server.violations.length > 0) throw new Error(server.violations.join('\n'))
      const requests = server.requests.slice(seen)
      return {
        ...result,
        requests,
        asked: (operation) =>
          requests.filter((request) => request.operation === operation).map(({ input }) => input),
        unknownMembers: server.unknownMembers,
        documents: documentsOf(result),
      }
    },
    close: async () => {
      await server.close()
      rmSync(folder, { recursive: true })
    },
  }
}

/** Nothing is recorded, and looks follow each other as fast as they may: the simulated time is faster than ours. */
const DEFAULTS = {
  cluster: 'production',
  ledger: 'none',
  'github-token': '',
  'wait-max-delay-seconds': '1',
}

const documentsOf = ({ outputs }: StepResult): readonly Json[] =>
  (outputs['task-definition'] ?? '')
    .split('\n')
    .filter((path) => path !== '')
    .map((path) => jsonIn(readFileSync(path, 'utf8')))
    .filter(isObject)

export type DeployCase = SimulationOptions & EcsStep

/** One step on a simulated AWS of its own. */
export const deployed = async (options: DeployCase): Promise<EcsStepResult> => {
  const { scenario, services, speed, files, ...step } = options
  const simulation = await startSimulation({
    scenario,
    ...(services && { services }),
    ...(speed !== undefined && { speed }),
    ...(files && { files }),
  })
  try {
    return await simulation.run(step)
  } finally {
    await simulation.close()
  }
}

/** Steps wait more than they compute. */
const AT_ONCE = 5

/** Runs steps side by side before the tests of a file; answers how each ended, by name. */
export const inAdvance = <Name extends string, Result>(
  cases: Readonly<Record<Name, () => Promise<Result>>>,
): ((name: Name) => Result) => {
  const ended = new Map<string, PromiseSettledResult<Result>>()
  beforeAll(async () => {
    await inParallel(Object.entries<() => Promise<Result>>(cases), AT_ONCE, async ([name, run]) => {
      const [result] = await Promise.allSettled([run()])
      ended.set(name, result)
    })
  }, 120_000)
  return (name) => {
    const result = ended.get(name)
    if (result?.status === 'fulfilled') return result.value
    throw result?.reason ?? new Error(`${name} was not run`)
  }
}
