import type { Context } from '@ci-kit/core/event'
import type { BuildPlan } from '@ci-kit/docker-cache/build/build-command'
import type { BuildResult } from '@ci-kit/docker-cache/build/builder'
import type { Inputs } from '@ci-kit/docker-cache/inputs'
import type { SolveStatus } from '@ci-kit/docker-cache/progress/solve-status'
import { type Ports, run } from '@ci-kit/docker-cache/run'
import { contextWith } from './contexts.ts'
import { memoryLog, memoryWorkspace } from './fake-ports.ts'

export const DIGEST = `sha256:${'d'.repeat(64)}`

const inputs: Inputs = {
  repository: { host: 'ghcr.io', name: 'ghcr.io/org/app' },
  cacheScope: '',
  cacheMode: 'max',
  githubToken: '',
  context: '.',
  file: undefined,
  target: undefined,
  platforms: [],
  buildArgs: [],
  tags: [],
  push: true,
}

/** Time that a test moves on; whatever repeats is called at each step. */
const fakeClock = () => {
  let time = 0
  const repeated = new Set<() => void>()
  const clock: Ports['clock'] = {
    now: () => time,
    elapsed: () => time,
    every: (_, work) => {
      repeated.add(work)
      return () => void repeated.delete(work)
    },
  }
  const advance = (milliseconds: number) => {
    time += milliseconds
    for (const work of repeated) work()
  }
  return { clock, advance, repeated }
}

type Build = {
  readonly statuses?: readonly SolveStatus[]
  readonly result?: BuildResult | Error
  /** How the first build ends, where a second one follows. */
  readonly first?: BuildResult
  readonly inputs?: Partial<Inputs>
  readonly context?: Context
  readonly milliseconds?: number
}

/** Runs the action with a builder that reports these records and ends like this. */
export const start = ({
  statuses = [],
  result = { digest: DIGEST },
  milliseconds = 0,
  ...given
}: Build) => {
  const { log, printed, annotations } = memoryLog()
  const { clock, advance, repeated } = fakeClock()
  const plans: BuildPlan[] = []
  const summaries: string[] = []
  const outcome = run({ ...inputs, ...given.inputs }, given.context ?? contextWith(), {
    builder: {
      build: async (plan, onProgress) => {
        plans.push(plan)
        for (const status of statuses) onProgress(status)
        advance(milliseconds)
        if (plans.length === 1 && given.first) return given.first
        if (result instanceof Error) throw result
        return result
      },
    },
    workspace: memoryWorkspace('Dockerfile'),
    log,
    summary: { append: (markdown) => void summaries.push(markdown) },
    clock,
  })
  return { outcome, printed, annotations, plans, summaries, repeated }
}
