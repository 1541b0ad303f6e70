import { join, resolve } from 'node:path'
import type { Json } from '@ci-kit/core/json'
import { ok } from '@ci-kit/local-aws/ecs/rollouts'
import { webScenario, webTask } from '@ci-kit/local-aws/scenario'
import { type EcsServer, startEcsServer } from '@ci-kit/local-aws/server'
import { actionFolder } from '../e2e/actions.ts'
import { lateness } from './deploy-ecs-lateness.ts'
import { deployStep, ECS_ALONE } from './deploy-ecs-sides.ts'
import { bundleStart, emptyNode, failingStart } from './node-start.ts'
import { scriptBytes } from './program-bundles.ts'
import { type Comparison, compare, type Measured, type Rate, type Timed } from './report.ts'

const ROUNDS = 9

/** What runs already, and what does not. */
const SAME = webTask('b')
const NEXT = webTask('c')

/**
 * Time and requests of a deployment to a simulated ECS that answers at once,
 * against the peer whose folder is given: an unpacked release of
 * amazon-ecs-deploy-task-definition. Nothing is waited for: that is what
 * lateness says.
 */
export const deployEcsBench = async (peer: string | undefined): Promise<readonly Measured[]> => [
  ...(peer === undefined ? [await load()] : await againstPeer(peer)),
  ...(await requests()),
  ...sizes(peer),
  ...(await lateness()),
]

const load = (): Promise<Comparison> =>
  compare(ROUNDS, {
    name: 'load, against node -e 0',
    goal: 1.8,
    floor: emptyNode,
    action: bundleStart(resolve('dist', 'deploy-ecs', 'index.js')),
  })

const againstPeer = async (peer: string): Promise<readonly Comparison[]> => {
  const own = actionFolder('deploy-ecs')
  const versus = (name: string, goal: number, timed: (side: Side) => Timed) =>
    compare(ROUNDS, {
      name: `${name}, against peer`,
      goal,
      floor: timed({ folder: peer, inputs: {} }),
      action: timed({ folder: own, inputs: OWN_INPUTS }),
    })
  return [
    await compare(ROUNDS, {
      name: 'load, against peer',
      goal: 0.8,
      floor: failingStart(join(peer, 'dist', 'index.js')),
      action: bundleStart(resolve('dist', 'deploy-ecs', 'index.js')),
    }),
    await versus('start to first request', 1, (side) => firstRequest(side)),
    await versus('same release again', 1, (side) => whole(side, SAME)),
    await versus('register and update', 1.2, (side) => whole(side, NEXT)),
  ]
}

type Side = { readonly folder: string; readonly inputs: Readonly<Record<string, string>> }

const OWN_INPUTS = { ...ECS_ALONE, 'wait-for-service-stability': 'false' }

const firstRequest =
  (side: Side): Timed =>
  async () => {
    const { startedAt, server } = await played(side, SAME)
    return (server.requests[0]?.realAt ?? Number.NaN) - startedAt
  }

const whole =
  (side: Side, taskDefinition: Json): Timed =>
  async () =>
    (await played(side, taskDefinition)).durationMs

type Played = {
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  readonly durationMs: number
  readonly server: Pick<EcsServer, 'requests'>
}

/** One deployment to an ECS of its own. Throws unless it ends well. */
const played = async ({ folder, inputs }: Side, taskDefinition: Json): Promise<Played> => {
  const server = await startEcsServer({ scenario: webScenario({ rollout: () => ok() }), speed: 1 })
  try {
    const startedAt = Date.now()
    const { exitCode, durationMs, log } = await deployStep({
      folder,
      server,
      taskDefinition,
      inputs,
    })
    if (exitCode !== 0) throw new Error(`${folder} ended with exit code ${exitCode}:\n${log}`)
    return { startedAt, durationMs, server }
  } finally {
    await server.close()
  }
}

const WRITES = /^(Register|Update|Create|Stop|Run|Delete)/

const requests = async (): Promise<readonly Rate[]> => {
  const side = { folder: actionFolder('deploy-ecs'), inputs: OWN_INPUTS }
  const operationsOf = async (taskDefinition: Json) =>
    (await played(side, taskDefinition)).server.requests.map(({ operation }) => operation)
  const same = await operationsOf(SAME)
  const next = await operationsOf(NEXT)
  const isWrite = (operation: string) => WRITES.test(operation)
  return [
    count('reads for the same release again', same.filter((one) => !isWrite(one)).length, 4),
    count('writes for the same release again', same.filter(isWrite).length, 0),
    count('requests until the update', next.indexOf('UpdateService') + 1, 6),
  ]
}

const count = (name: string, value: number, atMost: number): Rate => ({
  name,
  value,
  unit: '',
  goal: { atMost },
})

const sizes = (peer: string | undefined): readonly Rate[] => [
  megabytes('bundle with all chunks', scriptBytes(resolve('dist', 'deploy-ecs')), { atMost: 1.8 }),
  ...(peer === undefined
    ? []
    : [megabytes("the peer's", scriptBytes(join(peer, 'dist')), { atLeast: 1.8 })]),
]

const megabytes = (name: string, bytes: number, goal: Rate['goal']): Rate => ({
  name,
  value: Math.round(bytes / 10_000) / 100,
  unit: ' MB',
  goal,
})
