import { createServer, type IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { Json } from '@ci-kit/core/json'
import { type Artifacts, called, type FakeArtifact } from './artifact-methods.ts'
import { PATIENT } from './patient.ts'

export type ArtifactServiceSetup = {
  /** Names that the run has already. */
  readonly taken?: readonly string[]
  /** A status and text instead of the real answer; `break` cuts the connection. `step` is a method, `PUT` or `GET`. */
  readonly fault?: (step: string, count: number) => readonly [number, string] | 'break' | undefined
  /** Names members as `signedUrl` and not as `signed_url`. */
  readonly camelCase?: boolean
}

export type FakeArtifactService = {
  /** For ACTIONS_RESULTS_URL. */
  readonly url: string
  /** For ACTIONS_RUNTIME_TOKEN. */
  readonly token: string
  /** Those that are whole. */
  readonly artifacts: readonly FakeArtifact[]
  /** Method names, `PUT` and `GET`, in order. */
  readonly steps: readonly string[]
  /** Puts an artifact there as another job of the run would. */
  put(name: string, archive: Uint8Array, listed?: Partial<FakeArtifact>): void
  close(): Promise<void>
}

const TWIRP = '/twirp/github.actions.results.api.v1.ArtifactService/'

/** A token as the runner's: the payload names run and job, the signature is none. */
export const runtimeToken = (scopes: string): string =>
  ['{"alg":"none"}', JSON.stringify({ scp: scopes }), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.')

type Answer = readonly [number, string | Buffer]
type Request = {
  readonly step: string
  readonly url: URL
  readonly headers: Json
  readonly body: Buffer
}

/** The artifact service of GitHub Actions and the store behind it, on 127.0.0.1. */
export const startArtifactService = async (
  setup: ArtifactServiceSetup = {},
): Promise<FakeArtifactService> => {
  const token = runtimeToken('Actions.ExampleScope Actions.Results:run-1:job-2')
  const state: Artifacts = {
    artifacts: [],
    blobs: new Map(),
    blocks: new Map(),
    taken: new Set(setup.taken),
  }
  const steps: string[] = []
  let origin = ''
  const answer = (request: Request): Answer => {
    const { step, headers, body } = request
    if (step === 'PUT') return stored(request, state)
    if (step === 'GET') return fetched(request, state)
    if (headers.authorization !== `Bearer ${token}`) return [401, '{"msg":"bad token"}']
    const [status, data] = called(step, JSON.parse(body.toString()), origin, state)
    return [status, setup.camelCase ? camelCased(data) : data]
  }
  const server = createServer(PATIENT, async (incoming: IncomingMessage, response) => {
    const url = new URL(incoming.url ?? '', origin)
    const { method = '' } = incoming
    const step = method === 'POST' ? url.pathname.slice(TWIRP.length) : method
    const count = steps.push(step)
    const body = await buffer(incoming)
    const given =
      setup.fault?.(step, count) ?? answer({ step, url, headers: { ...incoming.headers }, body })
    if (given === 'break') response.destroy()
    else response.writeHead(given[0], { 'content-type': 'application/json' }).end(given[1])
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  return {
    url: `${origin}/`,
    token,
    artifacts: state.artifacts,
    steps,
    put: (name, archive, listed = {}) => {
      const content = Buffer.from(archive)
      const facts = { name, job: 'job-1', size: String(content.length), hash: '', ...listed }
      state.artifacts.push({ ...facts, archive: content })
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

/** Blocks of Azure's store: each by its id, then the list of them. */
const stored = ({ url, headers, body }: Request, { blobs, blocks }: Artifacts): Answer => {
  if (url.searchParams.get('sig') !== 's3cret') return [403, 'AuthenticationFailed']
  if (headers.authorization !== undefined) return [400, 'InvalidAuthenticationInfo']
  const name = decodeURIComponent(url.pathname.slice('/blob/'.length))
  const id = url.searchParams.get('blockid') ?? ''
  const comp = url.searchParams.get('comp')
  if (comp === 'block' && id !== '') blocks.set(`${name} ${id}`, body)
  else if (comp === 'blocklist') {
    if (headers['x-ms-blob-content-type'] !== 'application/zip') return [400, 'InvalidHeaderValue']
    const ids = [...body.toString().matchAll(/<Latest>([^<]+)<\/Latest>/g)].map(([, one]) => one)
    const parts = ids.map((one) => blocks.get(`${name} ${one}`))
    if (!parts.every((part) => part !== undefined)) return [400, 'InvalidBlockList']
    blobs.set(name, Buffer.concat(parts))
  } else return [400, 'InvalidQueryParameterValue']
  return [201, '']
}

const fetched = ({ url, headers }: Request, { artifacts }: Artifacts): Answer => {
  if (url.searchParams.get('sig') !== 's3cret') return [403, 'AuthenticationFailed']
  if (headers.authorization !== undefined) return [400, 'InvalidAuthenticationInfo']
  const [, , job = '', name = ''] = url.pathname.split('/').map(decodeURIComponent)
  const found = artifacts.find((each) => each.name === name && each.job === job)
  return found === undefined ? [404, 'BlobNotFound'] : [200, found.archive]
}

const camelCased = (json: string): string =>
  json.replace(/"(\w+)":/g, (member) =>
    member.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
  )
