import { AwsRefusal } from '@ci-kit/aws/aws-call'
import type { Json } from '@ci-kit/core/json'
import type { RegisteredTaskDefinition } from '@ci-kit/ecs/ecs'
import type { Service } from '@ci-kit/ecs/model/service'
import type { ServiceDeployment } from '@ci-kit/ecs/model/service-deployment'
import type { ServiceRevision } from '@ci-kit/ecs/model/service-revision'
import type { RolloutResult, StartedRollout } from '@ci-kit/ecs/rollout/rollout'
import type { Ports } from '@ci-kit/rollback/ports'

const ACCOUNT = 'eu-west-1:123456789012'
export const serviceArn = (name: string) => `arn:aws:ecs:${ACCOUNT}:service/main/${name}`
export const definitionArn = (revision: number, family = 'shop') =>
  `arn:aws:ecs:${ACCOUNT}:task-definition/${family}:${revision}`
export const digest = (letter: string) => `sha256:${letter.repeat(64)}`
export const image = (letter: string) => `ghcr.io/org/shop@${digest(letter)}`

export type FakeEcs = Ports['ecs'] & {
  readonly calls: readonly string[]
  /** Registers a task definition with an image and further members; answers its ARN. */
  define(image: string, more?: Json): string
  /** A deployment by somebody else that succeeds. */
  deploy(service: string, definition: string, digest?: string): string
  /** A deployment that goes on; `hasSource: false` when nothing completed before. */
  begin(service: string, definition: string, hasSource?: boolean): string
  /** The active deployment of a service ends by itself. */
  end(service: string, status: 'SUCCESSFUL' | 'ROLLBACK_SUCCESSFUL'): void
  deactivate(definition: string): void
  running(service: string): string
  change(service: string, members: Partial<Service>): void
  /** Called before StopServiceDeployment is answered. */
  onStop: () => void
  watch(started: StartedRollout): Promise<RolloutResult>
  /** What the next updates come to; 'succeeded' when it is left out. */
  next: RolloutResult['outcome'] | undefined
}

/** One cluster in memory, whose updates end at once. */
export const fakeEcs = (names: readonly string[] = ['web']): FakeEcs => {
  const calls: string[] = []
  const definitions: RegisteredTaskDefinition[] = []
  const deployments: ServiceDeployment[] = []
  const revisions: ServiceRevision[] = []
  const services = new Map(names.map((name) => [name, serviceOf(name)]))
  let time = 1_000
  const later = () => {
    time += 1
    return time
  }
  const nameIn = (text: string) => text.slice(text.lastIndexOf('/') + 1)
  const service = (text: string) => {
    const found = services.get(nameIn(text))
    if (found === undefined) throw new Error(`No service ${text}`)
    return found
  }
  const set = (name: string, members: Partial<Service>) =>
    services.set(name, { ...service(name), ...members })
  const define = (used: string, more: Json = {}): string => {
    const revision = definitions.length + 1
    const arn = definitionArn(revision)
    const containerDefinitions = [{ name: 'app', image: used }]
    const document = {
      family: 'shop',
      revision,
      taskDefinitionArn: arn,
      containerDefinitions,
      ...more,
    }
    definitions.push({ arn, family: 'shop', revision, status: 'ACTIVE', document, tags: [] })
    return arn
  }
  const revisionOf = (name: string, taskDefinition: string, resolved?: string): string => {
    const arn = `arn:aws:ecs:${ACCOUNT}:service-revision/main/${name}/${revisions.length + 1}`
    const document = definitions.find((one) => one.arn === taskDefinition)?.document ?? {}
    const used = imageOf(document)
    const known = resolved ?? /@(sha256:[0-9a-f]{64})$/.exec(used)?.[1]
    const images = [{ container: 'app', image: used, digest: known }]
    revisions.push({ arn, taskDefinition, images, createdAt: later(), document: {} })
    return arn
  }
  const add = (
    name: string,
    taskDefinition: string,
    status: ServiceDeployment['status'],
    sources: readonly string[],
    resolved?: string,
  ): string => {
    // A new deployment takes over from the one that goes on.
    for (const old of deployments) {
      if (old.service === serviceArn(name) && old.status === 'IN_PROGRESS')
        replace(old.arn, 'STOPPED')
    }
    const target = revisionOf(name, taskDefinition, resolved)
    const arn = `arn:aws:ecs:${ACCOUNT}:service-deployment/main/${name}/deployment-${String(deployments.length + 1).padStart(8, '0')}`
    deployments.push({
      ...BARE,
      arn,
      service: serviceArn(name),
      status,
      createdAt: later(),
      sources: sources.map(progressOf),
      target: progressOf(target),
    })
    set(name, {
      taskDefinition,
      currentServiceDeployment: arn,
      deployments: [
        { ...ENTRY, id: `ecs-svc/${deployments.length}`, taskDefinition, createdAt: time },
      ],
    })
    return arn
  }
  const of = (arn: string) => deployments.filter((one) => one.service === arn).toReversed()
  const lastGood = (name: string) =>
    of(serviceArn(name)).find(({ status }) => status === 'SUCCESSFUL')
  const replace = (arn: string, status: ServiceDeployment['status']) => {
    const at = deployments.findIndex((one) => one.arn === arn)
    const old = deployments[at]
    if (old !== undefined) deployments[at] = { ...old, status }
    return old
  }
  const goBack = (arn: string) => {
    const old = replace(arn, 'ROLLBACK_SUCCESSFUL')
    const source = revisions.find((one) => one.arn === old?.sources[0]?.arn)
    if (old === undefined || source === undefined) throw new Error(`${arn} has no source`)
    const { taskDefinition } = source
    set(nameIn(old.service), { taskDefinition, deployments: [{ ...ENTRY, taskDefinition }] })
  }
  const active = (name: string) => {
    const found = of(serviceArn(name)).find(({ status }) => status === 'IN_PROGRESS')
    if (found === undefined) throw new Error(`Nothing goes on in ${name}`)
    return found.arn
  }
  const fake: FakeEcs = {
    calls,
    next: undefined,
    onStop: () => {},
    define,
    deploy: (name, definition, resolved) => add(name, definition, 'SUCCESSFUL', [], resolved),
    begin: (name, definition, hasSource = true) => {
      const source = lastGood(name)?.target?.arn
      return add(name, definition, 'IN_PROGRESS', hasSource && source ? [source] : [])
    },
    end: (name, status) =>
      status === 'SUCCESSFUL' ? void replace(active(name), status) : goBack(active(name)),
    deactivate: (arn) => {
      const at = definitions.findIndex((one) => one.arn === arn)
      const old = definitions[at]
      if (old !== undefined) definitions[at] = { ...old, status: 'INACTIVE' }
    },
    running: (name) => service(name).taskDefinition,
    change: set,
    watch: async (started) => {
      const { service: name, serviceArn: arn } = started
      const stopped = of(arn).find(({ status }) => status === 'ROLLBACK_REQUESTED')
      if (stopped !== undefined) goBack(stopped.arn)
      const outcome = stopped ? ROLLED_BACK : (fake.next ?? { kind: 'succeeded' as const })
      const deployment = of(arn)[0]?.arn
      const progress = { ...NO_PROGRESS, deployment }
      return {
        service: name,
        outcome,
        progress,
        timeline: [],
        events: [],
        tookMs: 1,
        stopped: undefined,
      }
    },
    services: {
      describe: async (wanted) => {
        calls.push('DescribeServices')
        const known = wanted.filter((one) => services.has(nameIn(one)))
        return {
          found: known.map(service),
          failures: wanted
            .filter((one) => !known.includes(one))
            .map((one) => ({ arn: serviceArn(nameIn(one)), reason: 'MISSING', detail: '' })),
        }
      },
      update: async (request) => {
        calls.push(`UpdateService ${Object.keys(request).toSorted().join(',')}`)
        const name = nameIn(String(request.service))
        const definition = definitions.find(({ arn }) => arn === request.taskDefinition)
        if (definition?.status !== 'ACTIVE') throw refusal('ecs:UpdateService', 'ClientException')
        const good = fake.next === undefined
        add(name, definition.arn, good ? 'SUCCESSFUL' : 'ROLLBACK_FAILED', [])
        return service(name)
      },
      create: async () => {
        throw new Error('Nothing is created by a rollback')
      },
    },
    deployments: {
      list: async (arn, { most = 100 }) => {
        calls.push('ListServiceDeployments')
        return of(arn)
          .slice(0, most)
          .map((one) => ({ ...one, targetServiceRevision: one.target?.arn }))
      },
      describe: async (arns) => {
        calls.push('DescribeServiceDeployments')
        return { found: deployments.filter(({ arn }) => arns.includes(arn)), failures: [] }
      },
      revisions: async (arns) => {
        calls.push('DescribeServiceRevisions')
        return { found: revisions.filter(({ arn }) => arns.includes(arn)), failures: [] }
      },
      stop: async (arn, how) => {
        calls.push(`StopServiceDeployment ${how}`)
        fake.onStop()
        const goes = deployments.some((one) => one.arn === arn && one.status === 'IN_PROGRESS')
        if (!goes) throw refusal('ecs:StopServiceDeployment', 'ConflictException')
        replace(arn, 'ROLLBACK_REQUESTED')
      },
      continue: async () => {
        throw new Error('Nothing is continued by a rollback')
      },
    },
    taskDefinitions: {
      describe: async (arn) => {
        calls.push('DescribeTaskDefinition')
        const found = definitions.find((one) => one.arn === arn)
        if (found === undefined) throw refusal('ecs:DescribeTaskDefinition', 'ClientException')
        return found
      },
      register: async (document) => {
        calls.push('RegisterTaskDefinition')
        const arn = define(imageOf(document))
        const made = definitions.find((one) => one.arn === arn)
        if (made === undefined) throw new Error('Not registered')
        return made
      },
      list: async (_family, status, most) => {
        calls.push('ListTaskDefinitions')
        const arns = definitions.filter((one) => one.status === status).map(({ arn }) => arn)
        return arns.toReversed().slice(0, most)
      },
    },
  }
  return fake
}

const imageOf = ({ containerDefinitions }: Json): string => {
  const [first]: unknown[] = Array.isArray(containerDefinitions) ? containerDefinitions : []
  const named = typeof first === 'object' && first !== null && 'image' in first ? first.image : ''
  return String(named)
}

const refusal = (action: string, code: string) =>
  new AwsRefusal(`AWS refused ${action}: ${code}.`, {
    action,
    code,
    reason: code,
    status: 400,
    denied: false,
    throttled: false,
  })

const ROLLED_BACK = { kind: 'rolled-back', reason: 'Stopped by a person' } as const
const NO_PROGRESS = {
  status: '',
  stage: undefined,
  sources: [],
  target: undefined,
  entries: [],
  desired: 1,
}
const progressOf = (arn: string) => ({
  arn,
  requested: 1,
  running: 1,
  pending: 0,
  productionWeight: undefined,
  testWeight: undefined,
})
const ENTRY = {
  id: 'ecs-svc/0',
  status: 'PRIMARY',
  taskDefinition: '',
  desired: 1,
  running: 1,
  pending: 0,
  failed: 0,
  rolloutState: 'COMPLETED',
  rolloutReason: '',
  createdAt: 1_000,
  updatedAt: 1_000,
} as const
const BARE = {
  cluster: 'main',
  statusReason: '',
  startedAt: undefined,
  finishedAt: undefined,
  stoppedAt: undefined,
  updatedAt: undefined,
  stage: undefined,
  hooks: [],
  circuitBreaker: undefined,
  alarms: undefined,
  rollback: undefined,
} as const

const serviceOf = (name: string): Service => ({
  arn: serviceArn(name),
  name,
  cluster: `arn:aws:ecs:${ACCOUNT}:cluster/main`,
  status: 'ACTIVE',
  taskDefinition: '',
  desired: 1,
  running: 1,
  pending: 0,
  controller: 'ECS',
  strategy: 'ROLLING',
  scheduling: 'REPLICA',
  isExpress: false,
  deployments: [],
  currentServiceDeployment: undefined,
  events: [],
  circuitBreaker: { enable: true, rollback: true },
  alarms: [],
  loadBalancers: [],
  document: {},
})
