import { FailedResult } from '@ci-kit/core/errors'
import type { Outputs } from '@ci-kit/core/outputs'
import type { DeployPorts } from '@ci-kit/deploy-ecs/deploy/deploy-services'
import type { Inputs } from '@ci-kit/deploy-ecs/inputs'
import { type Ports, run } from '@ci-kit/deploy-ecs/run'
import type { ServiceRequest } from '@ci-kit/deploy-ecs/service-request'
import type { Service } from '@ci-kit/ecs/model/service'
import type { OutcomeKind } from '@ci-kit/ecs/rollout/outcome'
import type { TaskOutcome } from '@ci-kit/ecs/tasks/one-off-task'
import { aService, refusal, revision } from '../ecs/services/a-service.ts'
import { aDocument, aRequest, OTHER_DIGEST, registered } from './a-prepared.ts'
import { aResult } from './group/endings.ts'

/** What the world answers, and what the workflow asked for. */
export type Story = {
  readonly requests?: readonly Partial<ServiceRequest>[]
  readonly inputs?: Partial<Inputs>
  readonly services?: readonly Service[]
  /** Digest of the file that is deployed. */
  readonly digest?: string
  readonly ends?: Readonly<Record<string, OutcomeKind>>
  readonly ports?: Partial<Ports>
  readonly deploy?: Partial<DeployPorts>
  /** How many registrations ECS takes. */
  readonly registrations?: number
  readonly task?: TaskOutcome | Error
}

const FILE = { kind: 'file', path: 'web.json' } as const

const inputsOf = ({ requests = [{}], inputs = {} }: Story): Inputs => ({
  githubToken: '',
  username: '',
  password: '',
  mode: 'deploy',
  cluster: 'shop',
  region: undefined,
  requests: requests.map((request) => aRequest({ source: FILE, ...request })),
  continue: undefined,
  wait: { isWanted: true, limitMs: 60_000, maxDelayMs: 1_000 },
  alarms: { names: [], bakeMs: 0 },
  failFast: true,
  onFailure: 'rollback',
  onCancel: 'rollback',
  task: undefined,
  schedules: '',
  preflight: 'true',
  gate: undefined,
  release: {
    environment: 'production',
    environmentUrl: undefined,
    production: true,
    ledger: { kind: 'none' },
    migrations: 'none',
    refusesOlder: false,
  },
  maxAttempts: 1,
  summary: false,
  ...inputs,
})

export const TASK = {
  when: 'before' as const,
  service: 'web',
  waits: true,
  limitMs: 1,
  like: {
    overrides: [],
    subnets: ['subnet-1'],
    securityGroups: [],
    assignPublicIp: undefined,
    launchType: undefined,
    capacityProviderStrategy: [],
    startedBy: 'test',
    tags: [],
    managedTags: undefined,
    volume: undefined,
  },
}

/** Runs the action in a world of services on revision 1 of their families. */
export const running = async (story: Story = {}) => {
  const calls: string[] = []
  const logged: string[] = []
  const { services = [aService()], digest = OTHER_DIGEST, registrations = 9 } = story
  const log = (text: string) => void logged.push(text)
  let count = 0
  const deploy: DeployPorts = {
    services: {
      update: async ({ service, taskDefinition }: Readonly<Record<string, unknown>>) => {
        calls.push(`update ${String(service).replace(/.*\//, '')}`)
        const name = String(service).replace(/.*\//, '')
        return aService({ name, taskDefinition: String(taskDefinition) })
      },
      create: () => Promise.reject(new Error('nothing is created')),
    },
    deployments: { list: async () => [] },
    onFailure: 'leave',
    waits: true,
    cancellation: new AbortController().signal,
    takeBack: {
      services: {
        describe: async () => ({ found: [], failures: [] }),
        update: () => Promise.reject(new Error('nothing goes back')),
        create: () => Promise.reject(new Error('nothing is created')),
      },
      deployments: { list: async () => [] },
      warn: log,
    },
    stop: async () => {},
    watching:
      () =>
      async ({ rollout: { service } }) =>
        aResult(service, story.ends?.[service] ?? 'succeeded'),
    watchBack: () => Promise.reject(new Error('nothing goes back')),
    health: async () => ({ outcome: 'healthy', notes: [] }),
    diagnose: async () => ({
      service: '',
      causes: [],
      targets: [],
      firedAlarms: [],
      unknown: [],
    }),
    record: () => {},
    recordOf: async () => '',
    recorded: async () => '42',
    expect: () => {},
    settle: () => {},
    startCodeDeploy: () => Promise.reject(new Error('no CodeDeploy')),
    ...story.deploy,
  }
  const ports: Ports = {
    log: {
      info: log,
      debug: log,
      notice: log,
      warning: log,
      error: log,
      group: log,
      endGroup: () => {},
    },
    summary: { append: log },
    ecs: {
      services: {
        describe: async () => {
          calls.push('describe services')
          return { found: services, failures: [] }
        },
        update: () => Promise.reject(new Error('not this way')),
        create: () => Promise.reject(new Error('not this way')),
      },
      taskDefinitions: {
        describe: () => Promise.reject(new Error('not this way')),
        register: async ({ family }) => {
          count += 1
          calls.push(`register ${family}`)
          if (count > registrations) throw refusal('ClientException', { message: 'refused' })
          return registered(1 + count, digest, String(family))
        },
        list: async () => [],
      },
    },
    prepare: {
      files: async (path) =>
        Buffer.from(JSON.stringify(aDocument(digest, path.replace('.json', '')))),
      taskDefinitions: {
        describe: async (reference) => registered(1, undefined, /([a-z]+):1$/.exec(reference)?.[1]),
      },
      registries: { digestOf: () => Promise.reject(new Error('all is by digest')) },
      log: { notice: log },
      createDocument: async () => undefined,
      planCodeDeploy: () => Promise.reject(new Error('no CodeDeploy')),
    },
    untrusted: undefined,
    gate: undefined,
    newerCommit: undefined,
    commit: 'a'.repeat(40),
    preflight: async ({ name }) => {
      calls.push(`preflight ${name}`)
      return []
    },
    writeDocuments: async (documents) => documents.map(([name]) => `/tmp/${name}.json`),
    runTask: async ({ taskDefinition }) => {
      calls.push(`task ${taskDefinition.replace(/.*\//, '')}`)
      const { task: outcome = 'succeeded' } = story
      if (outcome instanceof Error) throw outcome
      return { outcome, task: aTask, containers: [], lines: [], message: 'Exit 1.', tookMs: 0 }
    },
    schedules: undefined,
    deploy,
    continued: async (action) => {
      calls.push(`continue ${action}`)
      return []
    },
    ...story.ports,
  }
  const end = await run(inputsOf(story), ports).then(
    (outputs): { outputs: Outputs; error: unknown } => ({ outputs, error: undefined }),
    (error: unknown) => ({ outputs: error instanceof FailedResult ? error.outputs : {}, error }),
  )
  return { calls, logged, ...end }
}

const aTask = {
  arn: 'arn:task/1',
  id: '1',
  taskDefinition: revision(2),
  group: '',
  startedBy: '',
  lastStatus: 'STOPPED',
  desiredStatus: 'STOPPED',
  stopCode: '',
  stoppedReason: '',
  createdAt: 0,
  startedAt: undefined,
  stoppedAt: undefined,
  health: '',
  containers: [],
}
