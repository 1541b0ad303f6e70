import { readManifest } from '@ci-kit/cli/manifest'
import type { StepResult } from '@ci-kit/cli/run-step'
import { webTask } from '@ci-kit/local-aws/scenario'
import { type EcsServer, startEcsServer } from '@ci-kit/local-aws/server'
import { cloudWatch } from '@ci-kit/local-aws/services/cloudwatch'
import { virtualTime } from '@ci-kit/local-aws/time'
import { endOfRollout } from './deploy-ecs-ends.ts'
import { deployStep, ECS_ALONE } from './deploy-ecs-sides.ts'
import type { Harm, TruthScenario } from './deploy-ecs-truth-scenarios.ts'

/** What an action said, and when. */
export type Told = {
  readonly isRight: boolean
  readonly words: string
  /** Seconds, as the table shows them. */
  readonly seconds: string
}

/** Plays a scenario in real time through the action of a folder, with the settings it has by itself. */
export const tell = async (scenario: TruthScenario, folder: string): Promise<Told> => {
  const clock = virtualTime({ speed: 1 })
  const services = { monitoring: cloudWatch([], clock.now) }
  const server = await startEcsServer({ scenario: scenario.scenario, clock, services })
  try {
    const result = await deployed(scenario, folder, server)
    const saidAt = server.clock.now()
    const isEndAsked = !scenario.isEndless || scenario.harm !== undefined
    const end = isEndAsked ? await endOfRollout(server) : undefined
    const harm = scenario.harm && harms[scenario.harm](server, end?.status ?? '')
    return {
      ...verdict(scenario, result, harm ?? tooEarly(scenario, result, saidAt, end?.at)),
      seconds: seconds(scenario, server, saidAt, end?.at),
    }
  } finally {
    await server.close()
  }
}

const deployed = async (
  { taskDefinition = webTask('c'), inputs, cancelAfter }: TruthScenario,
  folder: string,
  server: EcsServer,
): Promise<StepResult> => {
  const known = readManifest(folder).inputs
  const wanted = { 'wait-for-service-stability': 'true', ...ECS_ALONE, ...inputs }
  const job = new AbortController()
  const watching = setInterval(() => {
    const update = updateOf(server)
    if (cancelAfter === undefined || update === undefined) return
    if (server.clock.now() - update.at >= cancelAfter) job.abort(new Error('cancelled'))
  }, 200)
  try {
    const own = Object.entries(wanted).filter(([name]) => known.has(name))
    const step = { folder, server, taskDefinition, inputs: Object.fromEntries(own) }
    return await deployStep({ ...step, signal: job.signal })
  } finally {
    clearInterval(watching)
  }
}

const updateOf = ({ requests }: EcsServer) =>
  requests.find(({ operation }) => operation === 'UpdateService')

/** What was done besides, in words; undefined: nothing. */
const harms: Readonly<Record<Harm, (server: EcsServer, status: string) => string | undefined>> = {
  'runs-on': (_, status) => (status === 'SUCCESSFUL' ? 'it runs on to its end' : undefined),
  updated: (server) => (updateOf(server) === undefined ? undefined : 'deployed again'),
  'member-lost': ({ unknownMembers }) =>
    unknownMembers.length > 0 ? undefined : 'registered without it',
  'volumes-cleared': (server) =>
    Array.isArray(updateOf(server)?.input.volumeConfigurations) ? 'volumes cleared' : undefined,
}

/** Green before anybody could know. */
const tooEarly = (
  { isEndless }: TruthScenario,
  { exitCode }: StepResult,
  saidAt: number,
  endedAt = 0,
): string | undefined =>
  !isEndless && exitCode === 0 && saidAt < endedAt ? 'before the end' : undefined

const verdict = (
  { tells }: TruthScenario,
  { exitCode, log }: StepResult,
  harm: string | undefined,
): Omit<Told, 'seconds'> => {
  const isGreen = exitCode === 0
  const errors = log.split('\n').filter((line) => line.startsWith('::error'))
  const isCauseTold = !tells.isWell && errors.some((line) => tells.cause.test(line))
  const isRight = isGreen === tells.isWell && harm === undefined && (isGreen || isCauseTold)
  const colour = isGreen ? 'green' : `red, ${isCauseTold ? 'cause told' : causeOf(errors)}`
  return { isRight, words: harm === undefined ? colour : `${colour}, ${harm}` }
}

const causeOf = (errors: readonly string[]): string => {
  if (errors.length === 0) return 'says nothing'
  if (errors.some((line) => line.includes('TIMEOUT'))) return '"waiter has timed out"'
  return 'another cause told'
}

const seconds = (
  { isEndless }: TruthScenario,
  server: EcsServer,
  saidAt: number,
  endedAt: number | undefined,
): string => {
  const update = updateOf(server)
  if (update === undefined) return '–'
  if (isEndless) return `${Math.round((saidAt - update.at) / 1000)} after the update`
  if (endedAt === undefined) return 'never ended'
  const late = (saidAt - endedAt) / 1000
  return late < 0 ? `**${Math.round(-late)} before**` : late.toFixed(1)
}
