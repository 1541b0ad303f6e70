import type { GitHubApi, GitHubCommand, GitHubWriter } from '@ci-kit/core/github'
import { isObject } from '@ci-kit/core/json'
import { makeResults } from '@ci-kit/trivy-scan/artifact/make-results'
import { type UploadingPorts, uploadResults } from '@ci-kit/trivy-scan/upload-results'
import { describe, expect, test } from '@jest/globals'
import { fakeClock, memoryLog, memoryWorkspace, NOW } from '../docker-cache/fake-ports.ts'
import { imageOf, memoryFolder } from './artifact/samples.ts'
import { policyOf, scannedOf } from './artifact/scanned.ts'
import { inputsOf } from './inputs/parsed.ts'
import { push } from './upload/contexts.ts'

const results = makeResults(
  [scannedOf(), scannedOf([], { artifact: imageOf('web') })],
  inputsOf(),
  {
    policy: policyOf(),
    ...{ dockerfile: undefined, database: undefined, found: [] },
    folder: memoryFolder().folder,
    trivy: { path: '/t', version: '0.74.0', source: 'path', digest: undefined },
  },
  { root: '/work', workspace: memoryWorkspace(), now: () => NOW },
)

/** A service that says this of each upload, in order. */
const service = (...states: readonly string[]) => {
  const sent: GitHubCommand[] = []
  const github: GitHubApi & GitHubWriter = {
    get: async ({ parameters }) => {
      const state = states[Number(parameters.id)]
      const errors = state === 'failed' ? ['It is bad'] : []
      return { data: { processing_status: state, errors }, headers: {} }
    },
    send: async (command) => {
      sent.push(command)
      return { data: { id: String(sent.length - 1) }, headers: {} }
    },
  }
  return { github, sent }
}

const uploading = async (
  { github, sent }: ReturnType<typeof service>,
  mode: 'auto' | 'always' | 'never' = 'auto',
  some = results,
) => {
  const { log, texts } = memoryLog()
  const ports: UploadingPorts = {
    ...{ github, log, context: push(), clock: fakeClock().clock },
    cancellation: new AbortController().signal,
    checkedOutCommit: async () => undefined,
  }
  return { uploaded: await uploadResults(some, mode, NOW, ports), sent, texts }
}

test('every artifact is uploaded, and all is there', async () => {
  const { uploaded, sent } = await uploading(service('complete', 'complete'))
  expect(uploaded).toEqual({ complete: true, notes: [], failure: undefined })
  expect(sent.map(({ body }) => body)).toMatchObject([
    { tool_name: 'Trivy', validate: true, started_at: '2026-11-21T12:00:00Z' },
    { tool_name: 'Trivy', ref: 'refs/heads/main' },
  ])
  expect(sent.every(({ body }) => isObject(body) && body.sarif !== '')).toBe(true)
})

describe('not all is there', () => {
  test('when one is refused, which is told once for all its reasons', async () => {
    const { uploaded } = await uploading(service('complete', 'failed'))
    const notes = ['Not in code scanning: It is bad']
    expect(uploaded).toEqual({ complete: false, notes, failure: undefined })
    expect((await uploading(service('failed', 'failed'))).uploaded.notes).toEqual(notes)
  })

  test('when nobody knows yet what comes of it', async () => {
    const { uploaded, texts } = await uploading(service('pending', 'complete'))
    expect(uploaded).toMatchObject({ complete: false, failure: undefined })
    expect(texts('notice')).toEqual([expect.stringContaining('after 120 s')])
  })

  test('when the SARIF was cut', async () => {
    const cut = results.map((result) => ({
      ...result,
      sarif: result.sarif.map((file) => ({ ...file, notes: ['Cut.'] })),
    }))
    const { uploaded } = await uploading(service('complete', 'complete'), 'auto', cut)
    expect(uploaded).toEqual({ complete: false, notes: [], failure: undefined })
  })

  test.each([
    ['never', results],
    ['auto', []],
    ['always', []],
  ] as const)('and nothing is sent with %s (%#)', async (mode, some) => {
    const { uploaded, sent } = await uploading(service(), mode, some)
    expect(uploaded).toEqual({ complete: false, notes: [], failure: undefined })
    expect(sent).toEqual([])
  })
})

test('who insists is told why the step fails', async () => {
  const { uploaded } = await uploading(service('complete', 'failed'), 'always')
  expect(uploaded.failure).toMatch(/^Input 'upload' is 'always', but[\s\S]*web[\s\S]*It is bad/)
})
