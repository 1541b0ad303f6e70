import { describe, expect, test } from '@jest/globals'
import { contextWith, onPullRequest } from './contexts.ts'
import { DIGEST, start } from './fake-run.ts'
import { built, cached, records } from './records.ts'

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

describe('a cache with holes', () => {
  const text = [
    `ERROR: failed to solve: failed to copy: httpReadSeeker: failed open: could not fetch content descriptor ${DIGEST} (application/vnd.oci.image.layer.v1.tar+gzip) from remote: not found`,
  ]

  test('is left out of a second build, which writes it anew', async () => {
    const { outcome, plans, annotations } = start({ first: { failure: { exitCode: 1, text } } })
    expect(await outcome).toMatchObject({ digest: DIGEST })
    expect(plans.map(({ cacheFrom }) => cacheFrom.length)).toEqual([1, 0])
    expect(plans[1]?.cacheTo).toEqual(plans[0]?.cacheTo)
    expect(annotations.map(({ text: said }) => said).join()).toContain('The cache cannot be used')
  })

  test('is no reason for a third build', async () => {
    const failure = { exitCode: 1, text }
    const { outcome, plans } = start({ result: { failure } })
    await expect(outcome).rejects.toThrow('could not fetch content descriptor')
    expect(plans).toHaveLength(2)
  })
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
    expect(summaries).toEqual([expect.stringMatching(/: failed\n\nInput 'target'.*RUN a.*❌/s)])
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
