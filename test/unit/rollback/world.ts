import { FailedResult } from '@ci-kit/core/errors'
import type { Outputs } from '@ci-kit/core/outputs'
import type { Ledger, LedgerEntry, RecordState, ReleaseRecord } from '@ci-kit/ecs/ledger/ledger'
import type { Ports } from '@ci-kit/rollback/ports'
import { run } from '@ci-kit/rollback/run'
import type { Settings } from '@ci-kit/rollback/settings'
import { type FakeEcs, fakeEcs, serviceArn } from './fake-ecs.ts'

export type MemoryLedger = Ledger & {
  readonly all: LedgerEntry[]
  readonly states: Map<string, RecordState>
  add(record: Partial<ReleaseRecord>, state?: RecordState): string
}

const RECORD: ReleaseRecord = {
  task: 'deploy',
  service: serviceArn('web'),
  environment: 'production',
  taskDefinition: '',
  digests: {},
  serviceDeployment: undefined,
  serviceRevision: undefined,
  previous: undefined,
  migrations: 'none',
  commit: '',
  ref: 'main',
  actor: 'octocat',
  reason: '',
  bad: [],
}

/** Newest first. */
export const memoryLedger = (): MemoryLedger => {
  const all: LedgerEntry[] = []
  const states = new Map<string, RecordState>()
  const add = (record: Partial<ReleaseRecord>, state: RecordState = 'succeeded') => {
    const id = String(1_000 + all.length)
    all.unshift({ ...RECORD, ...record, id, createdAt: all.length, url: undefined })
    states.set(id, state)
    return id
  }
  return {
    all,
    states,
    add,
    entries: async (service, environment, most) =>
      all
        .filter((one) => one.service === service && one.environment === environment)
        .slice(0, most),
    state: async ({ id }) => states.get(id) ?? 'unknown',
    begin: async (record) => add(record, 'running'),
    end: async (id, { outcome }) =>
      void states.set(id, outcome === 'succeeded' ? 'succeeded' : 'failed'),
  }
}

export type World = {
  readonly ecs: FakeEcs
  readonly ledger: MemoryLedger
  /** `info …`, `warning …`, in order. */
  readonly said: readonly string[]
  readonly summaries: readonly string[]
  rollBack(settings?: Partial<Settings>, ports?: Partial<Ports>): Promise<Ended>
}

/** Outputs, and the message when the step failed. */
export type Ended = { readonly outputs: Outputs; readonly message: string | undefined }

export const world = (names: readonly string[] = ['web']): World => {
  const ecs = fakeEcs(names)
  const ledger = memoryLedger()
  const said: string[] = []
  const summaries: string[] = []
  const add = (kind: string) => (text: string) => void said.push(`${kind} ${text}`)
  const log = {
    info: add('info'),
    debug: add('debug'),
    notice: add('notice'),
    warning: add('warning'),
    error: add('error'),
    group: add('group'),
    endGroup: () => {},
  }
  const ports: Ports = {
    log,
    summary: { append: (markdown) => void summaries.push(markdown) },
    ecs,
    ledger,
    watch: ecs.watch,
    diagnose: async ({ name }) => ({
      service: name,
      causes: [],
      targets: [],
      firedAlarms: [],
      unknown: [],
    }),
    revived: ({ document }, digests) => ({
      ...document,
      containerDefinitions: [{ name: 'app', image: `ghcr.io/org/shop@${digests.get('app')}` }],
    }),
    imageProblems: async () => [],
    verify: undefined,
    firingAlarms: async () => [],
    commitsBetween: async () => undefined,
    unhealthy: undefined,
  }
  const rollBack: World['rollBack'] = async (settings = {}, more = {}) => {
    try {
      const outputs = await run(
        { ...SETTINGS, services: names, ...settings },
        { ...ports, ...more },
      )
      return { outputs, message: undefined }
    } catch (thrown) {
      if (!(thrown instanceof FailedResult)) throw thrown
      return { outputs: thrown.outputs, message: thrown.message }
    }
  }
  return { ecs, ledger, said, summaries, rollBack }
}

const SETTINGS: Settings = {
  services: ['web'],
  wanted: { kind: 'back', steps: 1 },
  reason: 'checkout is broken',
  environment: 'production',
  environmentUrl: undefined,
  dryRun: false,
  allowContract: false,
  allowUnproven: false,
  allowBad: false,
  summary: true,
  origin: { actor: 'octocat', ref: 'main', logUrl: 'https://github.com/octo/shop/actions/runs/1' },
}
