import { artifactConnection } from '@ci-kit/artifacts/artifact-connection'
import { artifactService } from '@ci-kit/artifacts/artifact-service'
import { BUNDLES } from '@ci-kit/attest/compose/artifact-use'
import { artifactStore } from '@ci-kit/attest/store/artifact-store'
import { messageOf, UserError } from '@ci-kit/core/errors'
import { afterEach, describe, expect, test } from '@jest/globals'
import {
  type ArtifactServiceSetup,
  type FakeArtifactService,
  runtimeToken,
  startArtifactService,
} from '../../../fakes/artifact-service.ts'
import { entriesOf } from '../../../unit/artifacts/zip-entries.ts'
import { memoryLog } from '../../../unit/docker-cache/fake-ports.ts'

let open: FakeArtifactService[] = []
afterEach(async () => {
  await Promise.all(open.map((service) => service.close()))
  open = []
})

const FILES = [
  { name: 'provenance.sigstore.json', content: Buffer.from('{"a":1}') },
  { name: 'attestations.jsonl', content: Buffer.from('{"a":1}\n') },
]

const start = async (setup: ArtifactServiceSetup = {}) => {
  const service = await startArtifactService(setup)
  open.push(service)
  const waits: number[] = []
  const clock = { sleep: async (milliseconds: number) => void waits.push(milliseconds) }
  const cancellation = new AbortController()
  const env = { ACTIONS_RESULTS_URL: service.url, ACTIONS_RUNTIME_TOKEN: service.token }
  const { log, printed } = memoryLog()
  const store = artifactStore(
    artifactService(artifactConnection(env, BUNDLES), {
      clock,
      cancellation: cancellation.signal,
      use: BUNDLES,
    }),
    { serverUrl: 'https://github.com', repository: 'octo/shop', runId: 77 },
    log,
  )
  return { service, store, waits, printed, cancellation }
}

const failureOf = async (storing: Promise<unknown>): Promise<string> => {
  const thrown: unknown = await storing.catch((error: unknown) => error)
  expect(thrown).toBeInstanceOf(UserError)
  return messageOf(thrown)
}

describe('storing as an artifact', () => {
  test('creates, uploads and finalises one archive', async () => {
    const { service, store } = await start()
    await expect(store.store('attestations-build', FILES)).resolves.toEqual({
      name: 'attestations-build',
      id: '901',
      url: 'https://github.com/octo/shop/actions/runs/77/artifacts/901',
    })
    expect(service.steps).toEqual(['CreateArtifact', 'PUT', 'PUT', 'FinalizeArtifact'])
    const [artifact] = service.artifacts
    expect(entriesOf(artifact?.archive ?? Buffer.alloc(4))).toEqual(
      new Map(FILES.map(({ name, content }) => [name, content.toString()])),
    )
  })

  test('a name that is taken gets a number, and is told', async () => {
    const { service, store, printed } = await start({ taken: ['bundles', 'bundles-2'] })
    await expect(store.store('bundles', FILES)).resolves.toMatchObject({ name: 'bundles-3' })
    expect(service.artifacts.map(({ name }) => name)).toEqual(['bundles-3'])
    expect(printed.join()).toContain("the bundles are in 'bundles-3'")
  })

  test('two jobs at the same time get a name each', async () => {
    const { service, store } = await start()
    const stored = await Promise.all([store.store('x', FILES), store.store('x', FILES)])
    expect(new Set(stored.map(({ name }) => name))).toEqual(new Set(['x', 'x-2']))
    expect(service.artifacts).toHaveLength(2)
  })

  test('the search for a name is bounded', async () => {
    const taken = ['x', ...Array.from({ length: 30 }, (_, at) => `x-${at + 2}`)]
    const { store } = await start({ taken })
    expect(await failureOf(store.store('x', FILES))).toContain("'artifact-name:")
  })

  test.each(['CreateArtifact', 'PUT', 'FinalizeArtifact'])(
    '%s is tried again after a fault',
    async (which) => {
      for (const fault of [[503, 'busy'], [429, '{}'], 'break'] as const) {
        let failed = false
        const { service, store, waits } = await start({
          fault: (step) => {
            if (step !== which || failed) return undefined
            failed = true
            return fault
          },
        })
        await store.store('x', FILES)
        expect(service.artifacts).toHaveLength(1)
        expect(waits).toEqual([500])
      }
    },
  )

  test('a fault that stays is bounded, and the message holds no secret', async () => {
    const { service, store } = await start({
      fault: (step) => (step === 'PUT' ? 'break' : undefined),
    })
    const message = await failureOf(store.store('x', FILES))
    expect(message).toMatch(/no answer.*the upload of the artifact, 4 times/)
    expect(message).not.toContain('s3cret')
    expect(message).not.toContain(service.token)
    expect(service.artifacts).toEqual([])
  })

  test('a store that refuses does not get its answer repeated', async () => {
    const { store } = await start({
      fault: (step) => (step === 'PUT' ? [403, 'https://x/?sig=s3cret'] : undefined),
    })
    const message = await failureOf(store.store('x', FILES))
    expect(message).toContain('403 to the upload of the artifact')
    expect(message).not.toContain('s3cret')
  })

  test('used up storage says what to do', async () => {
    const { store } = await start({
      fault: (step) =>
        step === 'CreateArtifact'
          ? [403, '{"msg":"insufficient usage to create artifact"}']
          : undefined,
    })
    expect(await failureOf(store.store('x', FILES))).toMatch(/used up: delete old artifacts/)
  })

  test.each([
    ['CreateArtifact', '{"ok":true}', 'no address to upload to'],
    ['CreateArtifact', '{"ok":true,"signed_upload_url":"file:///etc/passwd"}', 'no address'],
    ['CreateArtifact', 'not json', '200 to CreateArtifact'],
    ['FinalizeArtifact', '{"ok":false}', '200 to FinalizeArtifact'],
    ['FinalizeArtifact', '{"ok":true,"artifact_id":"../x"}', 'no artifact'],
  ])('%s that answers %s is an error', async (which, text, word) => {
    const { store } = await start({ fault: (step) => (step === which ? [200, text] : undefined) })
    expect(await failureOf(store.store('x', FILES))).toContain(word)
  })

  test('a cancelled job stops', async () => {
    const { store, cancellation, service } = await start()
    cancellation.abort(new Error('cancelled'))
    await expect(store.store('x', FILES)).rejects.toThrow('cancelled')
    expect(service.steps).toEqual([])
  })
})

describe('the connection', () => {
  const token = runtimeToken('Actions.Results:a:b')

  test('is read from the runner’s variables', () => {
    const env = { ACTIONS_RESULTS_URL: 'https://results.example/x', ACTIONS_RUNTIME_TOKEN: token }
    expect(artifactConnection(env, BUNDLES)).toEqual({
      url: 'https://results.example',
      token,
      runId: 'a',
      jobId: 'b',
    })
  })

  test.each([
    [{}, 'ACTIONS_RESULTS_URL and ACTIONS_RUNTIME_TOKEN are not set'],
    [{ ACTIONS_RUNTIME_TOKEN: token }, 'ACTIONS_RESULTS_URL is not set'],
    [{ ACTIONS_RESULTS_URL: 'nowhere', ACTIONS_RUNTIME_TOKEN: token }, 'no address'],
    [{ ACTIONS_RESULTS_URL: 'https://r', ACTIONS_RUNTIME_TOKEN: 'se.cr.et' }, 'names no run'],
    [
      {
        ACTIONS_RESULTS_URL: 'https://r',
        ACTIONS_RUNTIME_TOKEN: runtimeToken('Actions.Results:a'),
      },
      'names no run',
    ],
  ])('%j is told with what to do', (env, word) => {
    const message = messageOf(attempt(() => artifactConnection(env, BUNDLES)))
    expect(message).toContain(word)
    expect(message).toContain("'store: registry'")
    expect(message).not.toContain('se.cr.et')
  })
})

const attempt = (work: () => unknown): unknown => {
  try {
    return work()
  } catch (thrown) {
    return thrown
  }
}
