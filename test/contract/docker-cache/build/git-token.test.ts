import { createServer, type Server } from 'node:http'
import { type Builder as Engine, startBuilder } from '@ci-kit/cli/engine'
import { childProcesses } from '@ci-kit/core/adapters/child-process'
import type { BuildOptions } from '@ci-kit/docker-cache/build/build-options'
import { buildx } from '@ci-kit/docker-cache/build/buildx'
import { GIT_TOKEN_VARIABLE, withGitCredentials } from '@ci-kit/docker-cache/build/git-credentials'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { outputWith, planWith } from '../../../unit/docker-cache/build/plans.ts'
import { folderWith } from '../../folders.ts'

let engine: Engine
beforeAll(async () => {
  engine = await startBuilder()
}, 60_000)
afterAll(() => engine.stop(), 60_000)

const open: Server[] = []
afterEach(() => {
  for (const server of open.splice(0)) server.close().closeAllConnections()
})

/** A Git server without a repository; it keeps what clients say who they are, '' for nobody. */
const gitServer = async () => {
  const seen: string[] = []
  const server = createServer(({ headers, url = '' }, response) => {
    if (url.includes('info/refs')) seen.push(headers.authorization ?? '')
    response.writeHead(404).end()
  })
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the fake has no port')
  return { origin: `http://127.0.0.1:${address.port}`, seen }
}

const TOKEN = 'the-token'
const SENT = `basic ${Buffer.from(`x-access-token:${TOKEN}`).toString('base64')}`

/** Tries to build; there is nothing to fetch, so it fails. */
const tryBuild = async (serverUrl: string, change: Partial<BuildOptions>): Promise<void> => {
  const plan = planWith({ output: outputWith({ push: 'no' }), ...change })
  const workspace = folderWith({ Dockerfile: 'FROM scratch\nCOPY --from=lib . /\n' })
  const env = { HOME: folderWith(), ...engine.env, [GIT_TOKEN_VARIABLE]: TOKEN }
  const builder = buildx(childProcesses(new AbortController().signal), {
    workspace,
    temp: folderWith(),
    workbench: async () => env,
  })
  const options = { ...plan, ...withGitCredentials(plan, TOKEN, serverUrl) }
  const { kind } = await builder.build(options, { onProgress: () => {} })
  expect(kind).toBe('failed')
}

test('BuildKit shows the token to the server of the run', async () => {
  const own = await gitServer()
  await tryBuild(own.origin, { context: `${own.origin}/org/app.git` })
  expect(own.seen).toContain(SENT)
}, 60_000)

test('BuildKit shows the token to no other server, not even in the same build', async () => {
  const [own, other] = [await gitServer(), await gitServer()]
  await tryBuild(own.origin, { context: `${other.origin}/org/app.git` })
  expect(new Set(other.seen)).toEqual(new Set(['']))
  other.seen.length = 0
  const buildContexts = [
    { name: 'lib', value: `${other.origin}/org/lib.git` },
    { name: 'unused', value: `${own.origin}/org/app.git` },
  ]
  await tryBuild(own.origin, { buildContexts })
  expect(new Set(other.seen)).toEqual(new Set(['']))
}, 60_000)
