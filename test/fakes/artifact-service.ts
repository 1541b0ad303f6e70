import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { isObject, type Json, stringAt } from '@ci-kit/core/json'

export type FakeArtifact = {
  readonly name: string
  readonly archive: Buffer
  readonly size: string
  readonly hash: string
}

export type ArtifactServiceSetup = {
  /** Names that the run has already. */
  readonly taken?: readonly string[]
  /** A status and text instead of the real answer; `break` cuts the connection. `step` is a method, or `PUT`. */
  readonly fault?: (step: string, count: number) => readonly [number, string] | 'break' | undefined
}

export type FakeArtifactService = {
  /** For ACTIONS_RESULTS_URL. */
  readonly url: string
  /** For ACTIONS_RUNTIME_TOKEN. */
  readonly token: string
  /** Those that are whole. */
  readonly artifacts: readonly FakeArtifact[]
  /** Method names and `PUT`, in order. */
  readonly steps: readonly string[]
  close(): Promise<void>
}

const TWIRP = '/twirp/github.actions.results.api.v1.ArtifactService/'

/** A token as the runner's: the payload names run and job, the signature is none. */
export const runtimeToken = (scopes: string): string =>
  ['{"alg":"none"}', JSON.stringify({ scp: scopes }), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.')

type Answer = readonly [number, string]

/** The artifact service of GitHub Actions and the store behind it, on 127.0.0.1. */
export const startArtifactService = async (
  setup: ArtifactServiceSetup = {},
): Promise<FakeArtifactService> => {
  const token = runtimeToken('Actions.ExampleScope Actions.Results:run-1:job-2')
  const artifacts: FakeArtifact[] = []
  const blobs = new Map<string, Buffer>()
  const steps: string[] = []
  const taken = new Set(setup.taken)
  let origin = ''
  const answer = (step: string, url: URL, headers: Json, body: Buffer): Answer => {
    if (step === 'PUT') {
      if (url.searchParams.get('sig') !== 's3cret') return [403, 'AuthenticationFailed']
      if (headers['x-ms-blob-type'] !== 'BlockBlob') return [400, 'MissingRequiredHeader']
      blobs.set(decodeURIComponent(url.pathname.slice('/blob/'.length)), body)
      return [201, '']
    }
    if (headers.authorization !== `Bearer ${token}`) return [401, '{"msg":"bad token"}']
    return called(step, JSON.parse(body.toString()), { origin, blobs, artifacts, taken })
  }
  const server = createServer(async (incoming: IncomingMessage, response) => {
    const url = new URL(incoming.url ?? '', origin)
    const step = incoming.method === 'PUT' ? 'PUT' : url.pathname.slice(TWIRP.length)
    const count = steps.push(step)
    const body = await buffer(incoming)
    const given = setup.fault?.(step, count) ?? answer(step, url, { ...incoming.headers }, body)
    if (given === 'break') response.destroy()
    else response.writeHead(given[0], { 'content-type': 'application/json' }).end(given[1])
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  return {
    url: `${origin}/`,
    token,
    artifacts,
    steps,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

type State = {
  readonly origin: string
  readonly blobs: ReadonlyMap<string, Buffer>
  readonly artifacts: FakeArtifact[]
  readonly taken: Set<string>
}

const called = (method: string, request: unknown, state: State): Answer => {
  const given = isObject(request) ? request : {}
  const name = stringAt(given, 'name') ?? ''
  const isOurs =
    given.workflow_run_backend_id === 'run-1' && given.workflow_job_run_backend_id === 'job-2'
  if (!isOurs) return [403, '{"msg":"another run"}']
  if (method === 'CreateArtifact') return create(name, given, state)
  if (method === 'FinalizeArtifact') return finalize(name, given, state)
  return [404, '{"msg":"no such method"}']
}

const create = (name: string, { version }: Json, { origin, taken }: State): Answer => {
  if (version !== 7) return [400, '{"msg":"version"}']
  if (taken.has(name))
    return [
      409,
      '{"code":"already_exists","msg":"an artifact with this name already exists on the workflow run"}',
    ]
  taken.add(name)
  const signed_upload_url = `${origin}/blob/${encodeURIComponent(name)}?sig=s3cret`
  return [200, JSON.stringify({ ok: true, signed_upload_url })]
}

const finalize = (name: string, given: Json, { blobs, artifacts }: State): Answer => {
  const archive = blobs.get(name)
  const hash = stringAt(given, 'hash') ?? ''
  const size = stringAt(given, 'size') ?? ''
  const isWhole =
    archive !== undefined &&
    size === String(archive.length) &&
    hash === `sha256:${createHash('sha256').update(archive).digest('hex')}`
  if (!isWhole) return [200, '{"ok":false}']
  const id = artifacts.push({ name, archive, size, hash }) + 900
  return [200, JSON.stringify({ ok: true, artifact_id: String(id) })]
}
