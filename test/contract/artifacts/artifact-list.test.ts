import { artifactConnection } from '@ci-kit/artifacts/artifact-connection'
import { artifactList } from '@ci-kit/artifacts/artifact-list'
import { artifactService } from '@ci-kit/artifacts/artifact-service'
import type { ArtifactUse } from '@ci-kit/artifacts/artifact-use'
import { messageOf, UserError } from '@ci-kit/core/errors'
import { afterEach, describe, expect, test } from '@jest/globals'
import {
  type ArtifactServiceSetup,
  type FakeArtifactService,
  runtimeToken,
  startArtifactService,
} from '../../fakes/artifact-service.ts'

const USE: ArtifactUse = {
  undone: 'Nothing is kept',
  withoutService: 'Use github.com.',
  alternative: '',
}

let open: FakeArtifactService[] = []
afterEach(async () => {
  await Promise.all(open.map((service) => service.close()))
  open = []
})

const start = async (setup: ArtifactServiceSetup = {}) => {
  const service = await startArtifactService(setup)
  open.push(service)
  const waits: number[] = []
  const masked: string[] = []
  const cancelling = new AbortController()
  const ports = {
    clock: { sleep: async (milliseconds: number) => void waits.push(milliseconds) },
    cancellation: cancelling.signal,
    use: USE,
    mask: (secret: string) => void masked.push(secret),
  }
  const env = { ACTIONS_RESULTS_URL: service.url, ACTIONS_RUNTIME_TOKEN: service.token }
  const connection = artifactConnection(env, USE)
  const artifacts = artifactList(connection, ports)
  const write = async (name: string, text: string) => {
    const writer = artifactService(connection, ports)
    const content = new Uint8Array(Buffer.from(text))
    await writer.upload((await writer.create(name)) ?? '', content)
    return writer.finalize(name, content)
  }
  const first = async () => {
    const [artifact] = await artifacts.list()
    if (artifact === undefined) throw new Error('There is no artifact.')
    return artifact
  }
  return { service, artifacts, write, first, waits, masked, cancelling }
}

const failureOf = async (work: Promise<unknown>): Promise<string> => {
  const thrown: unknown = await work.catch((error: unknown) => error)
  expect(thrown).toBeInstanceOf(UserError)
  return messageOf(thrown)
}

const LIMIT = 1_000

describe.each([
  ['GitHub names members', false],
  ['ProtoJSON names members', true],
])('with members named as %s', (_, camelCase) => {
  test('what one job wrote another one finds and reads', async () => {
    const { service, artifacts, write } = await start({ camelCase })
    await expect(write('api', 'from this job')).resolves.toBe('901')
    service.put('web', Buffer.from('from another job'))
    const listed = await artifacts.list()
    expect(listed.map(({ name, jobId }) => [name, jobId])).toEqual([
      ['api', 'job-2'],
      ['web', 'job-1'],
    ])
    const read = await Promise.all(listed.map((each) => artifacts.download(each, LIMIT)))
    expect(read.map(String)).toEqual(['from this job', 'from another job'])
  })
})

test('more than a block is put together again', async () => {
  const { write, artifacts, first, service } = await start()
  const text = 'x'.repeat(5 * 1024 * 1024)
  await write('large', text)
  expect(service.steps.filter((step) => step === 'PUT')).toHaveLength(3)
  expect(String(await artifacts.download(await first(), 6 * 1024 * 1024))).toBe(text)
})

test('a name is asked for alone, and a service that does not heed it changes nothing', async () => {
  const other = JSON.stringify({
    artifacts: [
      { name: 'web', workflow_run_backend_id: 'run-1', workflow_job_run_backend_id: 'j' },
    ],
  })
  const { service, artifacts } = await start()
  for (const name of ['api', 'web']) service.put(name, Buffer.from(name))
  expect((await artifacts.list('web')).map(({ name }) => name)).toEqual(['web'])
  const careless = await start({ fault: () => [200, other] })
  await expect(careless.artifacts.list('api')).resolves.toEqual([])
})

test.each(['{}', '{"artifacts":[]}'])('%s is an empty list', async (text) => {
  const { artifacts } = await start({ fault: () => [200, text] })
  await expect(artifacts.list()).resolves.toEqual([])
})

test('the signed address is masked, and no token goes there', async () => {
  const { service, artifacts, first, masked } = await start()
  service.put('api', Buffer.from('x'))
  // The fake refuses a request with a token for the store.
  await artifacts.download(await first(), LIMIT)
  expect(masked).toContain('s3cret')
  expect(masked).toContainEqual(expect.stringMatching(/^http.*sig=s3cret$/))
})

test.each(['ListArtifacts', 'GetSignedArtifactURL', 'GET'])(
  '%s is tried again after a fault, four times at most',
  async (which) => {
    for (const fault of [[503, 'busy'], [429, '{}'], 'break'] as const) {
      let left = 2
      const fails = (step: string) => step === which && left-- > 0
      const { service, artifacts, first, waits } = await start({
        fault: (step) => (fails(step) ? fault : undefined),
      })
      service.put('api', Buffer.from('x'))
      expect(String(await artifacts.download(await first(), LIMIT))).toBe('x')
      expect(waits).toEqual([500, 1000])
    }
    const { service, artifacts, first, waits } = await start({
      fault: (step) => (step === which ? [500, ''] : undefined),
    })
    service.put('api', Buffer.from('x'))
    const failed = first().then((artifact) => artifacts.download(artifact, LIMIT))
    expect(await failureOf(failed)).toMatch(
      /status 500 to .*, 4 times\. Run the job again later\.$/,
    )
    expect(waits).toEqual([500, 1000, 2000])
  },
)

describe('what makes no sense', () => {
  test.each([
    ['ListArtifacts', 200, 'not json', '200 to ListArtifacts'],
    ['ListArtifacts', 200, '{"artifacts":{}}', 'it is no list of artifacts'],
    ['ListArtifacts', 200, '{"artifacts":[{"name":"api"}]}', 'it is no list of artifacts'],
    [
      'ListArtifacts',
      403,
      '{"msg":"::error::no."}',
      '403 to ListArtifacts: ::error::no. Run the job again.',
    ],
    ['ListArtifacts', 404, '404 page not found', 'GitHub Enterprise Server has no such service'],
    ['GetSignedArtifactURL', 404, '{"code":"not_found","msg":"gone"}', 'gone. Run the job again.'],
    ['GetSignedArtifactURL', 200, '{"signed_url":"file:///etc/passwd"}', 'it names no address'],
    ['GetSignedArtifactURL', 200, '{}', 'it names no address'],
    ['GET', 404, 'https://x/?sig=s3cret', "404 to the download of 'api'. Run"],
  ])('%s that answers %d %s', async (which, status, text, word) => {
    const { service, artifacts, first } = await start({
      fault: (step) => (step === which ? [status, text] : undefined),
    })
    service.put('api', Buffer.from('x'))
    const message = await failureOf(first().then((found) => artifacts.download(found, LIMIT)))
    expect(message).toContain(word)
    expect(message).not.toContain('s3cret')
  })

  test('content beyond the limit is not read', async () => {
    const { service, artifacts, first } = await start()
    service.put('api', Buffer.alloc(LIMIT + 1))
    const message = await failureOf(artifacts.download(await first(), LIMIT))
    expect(message).toContain("answered more than 1000 bytes to the download of 'api'")
    expect(service.steps.filter((step) => step === 'GET')).toHaveLength(1)
  })

  test.each(['sha256:'.padEnd(71, '0'), 'unknown'])(
    'content with another digest than %s',
    async (hash) => {
      const { service, artifacts, first } = await start()
      service.put('api', Buffer.from('x'), { hash })
      const message = await failureOf(artifacts.download(await first(), LIMIT))
      expect(message).toContain(`'api' is not the one that the service lists, ${hash}`)
    },
  )
})

test('a cancelled job stops', async () => {
  const { artifacts, cancelling, service } = await start()
  cancelling.abort(new Error('cancelled'))
  await expect(artifacts.list()).rejects.toThrow('cancelled')
  expect(service.steps).toEqual([])
})

test('the message for a runner without the service is the action’s own', () => {
  const env = { ACTIONS_RUNTIME_TOKEN: runtimeToken('Actions.Results:a:b') }
  expect(() => artifactConnection(env, USE)).toThrow(
    /^Nothing is kept: ACTIONS_RESULTS_URL is not set\..* Use github\.com\.$/,
  )
})
