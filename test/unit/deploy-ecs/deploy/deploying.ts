import type { DeployPorts } from '@ci-kit/deploy-ecs/deploy/deploy-services'
import { deployServices } from '@ci-kit/deploy-ecs/deploy/deploy-services'
import { deploymentsOf } from '@ci-kit/deploy-ecs/deploy/deployment'
import type { Started } from '@ci-kit/deploy-ecs/deploy/started'
import type { Prepared } from '@ci-kit/deploy-ecs/plan/prepared'
import type { OutcomeKind } from '@ci-kit/ecs/rollout/outcome'
import { arnOf, aService, entry, revision } from '../../ecs/services/a-service.ts'
import { aResult } from '../group/endings.ts'

/** How the story of a step goes, by services. */
export type Story = {
  readonly ends?: Readonly<Record<string, OutcomeKind | Error>>
  readonly back?: OutcomeKind
  readonly refuses?: Readonly<Record<string, Error>>
  readonly ports?: Partial<DeployPorts>
  /** Aborted while the services are watched. */
  readonly cancelled?: boolean
}

const nameOf = (started: Started): string => started.rollout.service

/** Deploys, and tells in order what was sent, noted and recorded. */
export const deploying = async (prepared: readonly Prepared[], story: Story = {}) => {
  const calls: string[] = []
  const cancelling = new AbortController()
  const current = new Map(
    prepared.flatMap(({ service }) => (service === undefined ? [] : [[service.name, service]])),
  )
  const answer = (name: string, taskDefinition: string) => {
    const deployments = [
      entry({ id: `ecs-svc/${calls.length}`, taskDefinition, rolloutState: 'IN_PROGRESS' }),
    ]
    const now = aService({ name, taskDefinition, deployments })
    current.set(name, now)
    return now
  }
  const short = (service: string) => service.replace(/.*\//, '')
  const services = {
    describe: async (names: readonly string[]) => ({
      found: names.flatMap((name) => current.get(name) ?? []),
      failures: [],
    }),
    update: async ({ service, taskDefinition }: Readonly<Record<string, unknown>>) => {
      const name = short(String(service))
      const refused = story.refuses?.[name]
      calls.push(`update ${name} ${short(String(taskDefinition ?? 'settings'))}`)
      if (refused !== undefined) throw refused
      return taskDefinition === undefined
        ? (current.get(name) ?? aService({ name }))
        : answer(name, String(taskDefinition))
    },
    create: async ({ serviceName, taskDefinition }: Readonly<Record<string, unknown>>) => {
      calls.push(`create ${serviceName}`)
      return answer(String(serviceName), String(taskDefinition))
    },
  }
  const deployments = { list: async () => [] }
  const result = await deployServices(
    deploymentsOf(
      prepared,
      prepared.map(({ equal, name }) => equal?.arn ?? revision(2, name)),
    ),
    {
      services,
      deployments,
      onFailure: 'rollback',
      waits: true,
      cancellation: cancelling.signal,
      takeBack: { services, deployments, warn: (text) => void calls.push(`warn ${text}`) },
      stop: async (arn) => void calls.push(`stop ${arn}`),
      watching: () => async (started) => {
        if (story.cancelled) cancelling.abort()
        const end = story.ends?.[nameOf(started)] ?? 'succeeded'
        calls.push(`watch ${nameOf(started)}`)
        if (end instanceof Error) throw end
        return aResult(nameOf(started), end, { status: 'STOPPED' })
      },
      watchBack: async (started) => {
        calls.push(`watch back ${nameOf(started)}`)
        return aResult(nameOf(started), story.back ?? 'succeeded')
      },
      health: async () => ({ outcome: 'healthy', notes: [] }),
      diagnose: async (_, started) => ({
        service: nameOf(started),
        causes: [],
        targets: [],
        firedAlarms: [],
        unknown: ['nothing was asked'],
      }),
      record: (_, service) => void calls.push(`record ${short(service)}`),
      recordOf: async (service) => `id-${short(service)}`,
      recorded: async (service, { result: { outcome } }) => {
        calls.push(`recorded ${short(service)} ${outcome.kind}`)
        return `id-${short(service)}`
      },
      expect: (service, taskDefinition) =>
        void calls.push(`expect ${short(service)} ${short(taskDefinition)}`),
      settle: (service) => void calls.push(`settle ${short(service)}`),
      startCodeDeploy: async ({ name }) => ({
        kind: 'codedeploy',
        rollout: {
          service: name,
          deployment: 'd-1',
          target: `shop:${name}`,
          limitMs: 1,
          rollsBackOnFailure: false,
        },
      }),
      ...story.ports,
    },
  )
  return { result, calls, arnOf }
}
