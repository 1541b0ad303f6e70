import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runStep, type Step, type StepResult } from '@ci-kit/cli/run-step'
import { type Scenario, webScenario } from '@ci-kit/local-aws/scenario'
import { type EcsServer, startEcsServer } from '@ci-kit/local-aws/server'
import { type Alarm, cloudWatch } from '@ci-kit/local-aws/services/cloudwatch'
import { type EcrImage, ecr } from '@ci-kit/local-aws/services/ecr'
import { virtualTime } from '@ci-kit/local-aws/time'
import { type DeploymentsSetup, deploymentsServer } from '../fakes/deployments-server.ts'
import { actionFolder } from './actions.ts'
import { deployedImage } from './deployed-image.ts'

export const ECR = '123456789012.dkr.ecr.eu-central-1.amazonaws.com'
export const DAY = 86_400_000

/** The release of a letter: its image and its commit. */
export const imageOf = (letter: string): string => `${ECR}/web@${digestOf(letter)}`
export const digestOf = (letter: string): string => `sha256:${letter.repeat(64)}`
export const commitOf = (letter: string): string => letter.repeat(40)

type Inputs = Readonly<Record<string, string>>

export type RollbackSetup = {
  readonly scenario?: Scenario
  /** Letters of the images in ECR; a to e when left out. */
  readonly images?: string
  /** Letters of those of them that are archived. */
  readonly archived?: string
  readonly alarms?: readonly Alarm[]
  /** Real milliseconds before each answer of AWS. */
  readonly latency?: number
  readonly github?: DeploymentsSetup
  /** Where both actions keep the history; `github` when left out. */
  readonly ledger?: string
}

type RollbackStep = {
  readonly event?: string
  readonly env?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
  readonly onLine?: (line: string) => void
}

/** A simulated AWS, GitHub's deployments and a workspace: all of one test. */
export type RollbackBench = {
  readonly aws: EcsServer
  readonly github: Awaited<ReturnType<typeof deploymentsServer>>
  readonly workspace: string
  /** Writes a file into the workspace; answers its name. */
  file(name: string, content: string): string
  /** Runs the bundle of deploy-ecs for the release of a letter. */
  deploy(letter: string, inputs?: Inputs): Promise<StepResult>
  /** Runs the bundle of rollback. */
  rollback(inputs?: Inputs, step?: RollbackStep): Promise<StepResult>
  /** The release that a service is set to: `web:2 is b`, or with its image where that is none of a letter. */
  running(service?: string): Promise<string>
  /** Names of the operations since the beginning that changed something. */
  writes(): readonly string[]
}

/** Opens a bench of its own for `story`, and closes it. Requests have to be such as the official models allow. */
export const onBench = async (
  setup: RollbackSetup,
  story: (bench: RollbackBench) => Promise<void>,
): Promise<void> => {
  const github = await deploymentsServer({ token: 'token', ...setup.github })
  const aws = await startAws(setup)
  const workspace = mkdtempSync(join(tmpdir(), 'rollback-test-'))
  try {
    await story(benchOf({ aws, github, workspace }, setup.ledger ?? 'github'))
    expectNone(aws.violations)
  } finally {
    rmSync(workspace, { recursive: true })
    await Promise.all([github.close(), aws.close()])
  }
}

const expectNone = (violations: readonly string[]): void => {
  if (violations.length > 0) throw new Error(`Requests were malformed: ${violations.join(', ')}`)
}

const startAws = ({
  scenario = webScenario(),
  images = 'abcde',
  archived = '',
  alarms = [],
  latency = 0,
}: RollbackSetup) => {
  const clock = virtualTime({ speed: 60 })
  const kept: readonly EcrImage[] = [...images].map((letter) => ({
    repository: 'web',
    digest: digestOf(letter),
    tags: [],
    status: archived.includes(letter) ? 'ARCHIVED' : 'ACTIVE',
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    manifest: '{}',
    pushedAt: 0,
  }))
  const registry = { account: '123456789012', registry: `https://${ECR}`, password: 'password' }
  return startEcsServer({
    scenario,
    clock,
    latency,
    services: {
      ecr: ecr({ ...registry, repositories: ['web'], images: kept }, clock.now),
      monitoring: cloudWatch(alarms, clock.now),
    },
  })
}

type Parts = Pick<RollbackBench, 'aws' | 'github' | 'workspace'>

const benchOf = ({ aws, github, workspace }: Parts, ledger: string): RollbackBench => {
  const step = (inputs: Inputs, letter: string, event: string): Omit<Step, 'folder'> => ({
    workspace,
    event: {
      name: event,
      payload: {},
      ref: 'refs/heads/main',
      sha: commitOf(letter),
      repository: 'octo/shop',
    },
    inputs: {
      cluster: 'production',
      service: 'web',
      ledger,
      'wait-max-delay-seconds': '1',
      ...inputs,
    },
    env: {
      PATH: '/usr/bin:/bin',
      HOME: workspace,
      GITHUB_API_URL: github.url,
      GITHUB_TOKEN: 'token',
      ...aws.env(),
    },
  })
  return {
    aws,
    github,
    workspace,
    file: (name, content) => {
      writeFileSync(join(workspace, name), content)
      return name
    },
    deploy: (letter, inputs = {}) =>
      runStep({
        ...step(
          { images: `web=${imageOf(letter)}`, preflight: 'false', ...inputs },
          letter,
          'push',
        ),
        folder: actionFolder('deploy-ecs'),
      }),
    rollback: (inputs = {}, { event = 'workflow_dispatch', env = {}, ...rest } = {}) => {
      const common = step(inputs, 'f', event)
      return runStep({
        ...common,
        ...rest,
        env: { ...common.env, ...env },
        folder: actionFolder('rollback'),
      })
    },
    running: async (service = 'web') => {
      const place = { url: aws.url, cluster: 'production', service }
      const { taskDefinition, image } = await deployedImage(place)
      const letter = image === imageOf(image.slice(-1)) ? image.slice(-1) : image
      return `${taskDefinition} is ${letter}`
    },
    writes: () =>
      aws.requests
        .map(({ operation }) => operation)
        .filter((operation) => !/^(?:List|Describe|Get|Filter)/.test(operation)),
  }
}
