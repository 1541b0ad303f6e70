import type { Clock } from '@ci-kit/core/clock'
import type { Context } from '@ci-kit/core/event'
import type { BuildPlan } from '@ci-kit/docker-cache/build-command'
import type { BuildResult } from '@ci-kit/docker-cache/builder'
import type { Inputs } from '@ci-kit/docker-cache/inputs'
import { run } from '@ci-kit/docker-cache/run'
import type { SolveStatus } from '@ci-kit/docker-cache/solve-status'
import { describe, expect, test } from '@jest/globals'
import { contextWith, onPullRequest } from './contexts.ts'
import { memoryLog, memoryWorkspace } from './fake-ports.ts'
import { built, cached, records, warns } from './records.ts'

const DIGEST = `sha256:${'d'.repeat(64)}`

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
  const clock: Clock = {
    now: () => time,
    elapsed: () => time,
    sleep: async () => {},
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
  readonly inputs?: Partial<Inputs>
  readonly context?: Context
  readonly milliseconds?: number
}

/** Runs the action with a builder that reports these records and ends like this. */
const start = ({
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

const IMPORT = 'importing cache manifest from ghcr.io/org/app:cache-main'
const EXPORT = 'exporting cache to registry'

describe('a build that succeeds', () => {
  test('answers with all outputs', async () => {
    const statuses = [
      records(cached('[2/4] RUN a'), cached('[3/4] RUN b'), built('[4/4] RUN c', 1, 2)),
    ]
    const { outcome } = start({
      statuses,
      inputs: { tags: ['1', 'latest'] },
      milliseconds: 1_234.5,
    })
    expect(await outcome).toEqual({
      digest: DIGEST,
      image: `ghcr.io/org/app@${DIGEST}`,
      tags: 'ghcr.io/org/app:1\nghcr.io/org/app:latest',
      'cached-steps': 2,
      'total-steps': 3,
      'cache-hit-rate': 66,
      'duration-ms': 1_235,
    })
  })

  test('says what it reads and writes before, what it did after, and writes one summary', async () => {
    const { outcome, printed, annotations, summaries, repeated } = start({
      statuses: [records(cached('[2/2] RUN a'))],
      context: contextWith({ ref: 'refs/heads/x' }),
      milliseconds: 2_000,
    })
    await outcome
    expect(printed).toEqual([
      'Cache read: ghcr.io/org/app:cache-x, ghcr.io/org/app:cache-main',
      'Cache written: ghcr.io/org/app:cache-x',
      '1/1 cached [2/2] RUN a',
      `Pushed ghcr.io/org/app:x ${DIGEST}`,
      '1 of 1 steps cached (100 %), 2.0 s',
    ])
    expect(annotations).toEqual([])
    expect(summaries).toEqual([expect.stringContaining('1 of 1 steps cached (100 %)')])
    expect(repeated.size).toBe(0)
  })

  test('has no image by digest when it was not pushed', async () => {
    const { outcome, printed } = start({ inputs: { push: false } })
    expect(await outcome).toMatchObject({
      image: '',
      digest: DIGEST,
      tags: 'ghcr.io/org/app:main',
      'cache-hit-rate': 100,
    })
    expect(printed).toContain(`Built, not pushed: ghcr.io/org/app:main ${DIGEST}`)
  })

  test('without a name still has a line of its own', async () => {
    const context = contextWith({ event: '', ref: '' })
    const { outcome, printed } = start({ inputs: { push: false }, context })
    expect(await outcome).toMatchObject({ tags: '' })
    expect(printed).toContain(`Built, not pushed: ${DIGEST}`)
  })

  test('gives signs of life while it is silent', async () => {
    const statuses = [records(built('[2/2] RUN a', 0, 0, { completed: undefined }))]
    const { outcome, printed } = start({ statuses, milliseconds: 12_000 })
    await outcome
    expect(printed).toContain('… [2/2] RUN a (12 s)')
  })
})

describe('a run that may not write', () => {
  test('gets a plan that writes nothing, and notices that say why', async () => {
    const { outcome, annotations, plans } = start({
      context: onPullRequest({ headRepository: 'evil/\n::error::x' }),
    })
    expect(await outcome).toMatchObject({ image: '' })
    expect(plans).toEqual([expect.objectContaining({ push: false, cacheTo: undefined })])
    expect(annotations.map(({ level, text }) => `${level}: ${text}`)).toEqual([
      'notice: The image is built but not pushed: the pull request comes from the fork evil/\\n::error::x.',
      'notice: No cache is written: the pull request comes from the fork evil/\\n::error::x.',
    ])
  })
})

describe('a cache', () => {
  const warningsOf = async (...vertexes: Parameters<typeof records>) => {
    const { outcome, annotations, printed } = start({ statuses: [records(...vertexes)] })
    await outcome
    return { texts: annotations.map(({ level, text }) => `${level}: ${text}`), printed }
  }

  test('that nobody has written yet is no warning', async () => {
    const error =
      'failed to configure registry cache importer: ghcr.io/org/app:cache-main: not found'
    const { texts, printed } = await warningsOf(built(IMPORT, 1, 2, { error }))
    expect(texts).toEqual([])
    expect(printed).toContain('No cache at ghcr.io/org/app:cache-main yet.')
  })

  test.each([
    'failed to configure registry cache importer: unexpected status from HEAD request to https://ghcr.io/v2/org/app/manifests/cache-main: 403 Forbidden\ndenied',
    'failed to configure registry cache importer: unexpected status from HEAD request to http://127.0.0.1:40404/v2/a/manifests/c: 500 Internal Server Error',
    'failed to configure registry cache importer: failed to do request: Head "http://127.0.0.1:1/v2/a/manifests/not found": connection refused',
  ])('that cannot be read is a warning: %s', async (error) => {
    const { texts } = await warningsOf(built(IMPORT, 1, 2, { error }))
    expect(texts).toEqual([
      `warning: The cache ghcr.io/org/app:cache-main could not be read: ${error.replace('\n', '\\n')}. The build went on without it.`,
    ])
  })

  test('that cannot be written is a warning that says what to do', async () => {
    const { texts } = await warningsOf(
      built(EXPORT, 1, 2, { error: 'error writing layer blob: denied' }),
    )
    expect(texts).toEqual([
      expect.stringMatching(
        /^warning: The cache could not be written: error writing layer blob: denied\. The image is not affected.*packages: write/,
      ),
    ])
  })

  test('whose error is a whole page is quoted in part', async () => {
    const { texts } = await warningsOf(built(EXPORT, 1, 2, { error: 'x'.repeat(50_000) }))
    expect(texts.join()).toContain(`: ${'x'.repeat(300)}…. The image`)
  })

  test('that was read and written is no warning', async () => {
    const { texts } = await warningsOf(built(IMPORT, 1, 2), built(EXPORT, 1, 2))
    expect(texts).toEqual([])
  })
})

test('findings of the build checks are warnings at their line', async () => {
  const { outcome, annotations } = start({
    statuses: [
      warns(
        { text: 'FromAsCasing: casing\n::error::x', file: 'Dockerfile', line: 3 },
        { text: 'whole file', file: undefined, line: undefined },
      ),
    ],
  })
  await outcome
  expect(annotations).toEqual([
    {
      level: 'warning',
      text: 'FromAsCasing: casing\\n::error::x',
      at: { file: 'Dockerfile', line: 3 },
    },
    { level: 'warning', text: 'whole file', at: {} },
  ])
})

describe('a build that fails', () => {
  const failure = {
    exitCode: 1,
    text: ['ERROR: failed to build: failed to solve: target stage "x" could not be found'],
  }

  test('prints what there is, and ends with what to do', async () => {
    const { outcome, printed, summaries, repeated } = start({
      statuses: [records(built('[2/2] RUN a', 1, 2, { error: 'exit code: 7' }))],
      result: { failure },
    })
    await expect(outcome).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining("Input 'target' is 'x'"),
    })
    expect(printed).toContain('1/1 failed in 1.0 s [2/2] RUN a')
    expect(summaries).toEqual([])
    expect(repeated.size).toBe(0)
  })

  test('before it starts does not reach the builder', async () => {
    const { outcome, plans, printed } = start({ inputs: { context: 'nowhere' } })
    await expect(outcome).rejects.toThrow("Input 'context' is 'nowhere'")
    expect([plans, printed]).toEqual([[], []])
  })

  test('by its builder passes the error on and stops the signs of life', async () => {
    const { outcome, repeated } = start({ result: new Error('no program') })
    await expect(outcome).rejects.toThrow('no program')
    expect(repeated.size).toBe(0)
  })
})
