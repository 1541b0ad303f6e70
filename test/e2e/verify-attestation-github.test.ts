import { createServer } from 'node:http'
import { expect, test } from '@jest/globals'
import { errorsOf } from './actions.ts'
import { failed, VERIFIED, verdictOf, verifyWorkbench } from './verify-attestation-workbench.ts'

/* Statements that GitHub keeps for a repository. */

const bench = verifyWorkbench()
const { push, attach, sign, verify, repository } = bench

/** Answers each request with this status and JSON while the work lasts; tells the paths that were asked for. */
const withGitHub = async <T>(
  status: number,
  body: object,
  work: (env: Record<string, string>) => Promise<T>,
): Promise<{ readonly result: T; readonly asked: readonly string[] }> => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  const port = typeof bound === 'object' && bound ? bound.port : 0
  try {
    const env = { GITHUB_API_URL: `http://127.0.0.1:${port}`, GITHUB_TOKEN: 'token' }
    return { result: await work(env), asked }
  } finally {
    server.close()
    server.closeAllConnections()
  }
}

const verifyWith = (env: Record<string, string>) =>
  verify({ inputs: { images: `${repository()}:1`, evidence: 'auto' }, env })

test('count where the registry has none, and are those of the source repository', async () => {
  const digest = await push('1')
  const attestations = [{ bundle: await sign(digest) }]
  const { result, asked } = await withGitHub(200, { attestations }, verifyWith)
  expect(verdictOf(result)).toEqual(VERIFIED)
  // The run is in another repository.
  expect(asked.map((path) => decodeURIComponent(path))).toEqual([
    expect.stringContaining(`/repos/org/app/attestations/${digest}`),
  ])
})

test('are not asked for where the registry proves everything', async () => {
  const digest = await push('1')
  await attach(digest, await sign(digest))
  const { result, asked } = await withGitHub(200, { attestations: [] }, verifyWith)
  expect(verdictOf(result)).toEqual(VERIFIED)
  expect(asked).toEqual([])
})

test('that are none are not the same as a refusal to tell', async () => {
  await push('1')
  const none = await withGitHub(200, { attestations: [] }, verifyWith)
  expect(verdictOf(none.result)).toEqual(failed('unattested'))
  const forbidden = { message: 'Resource not accessible by integration' }
  const refused = await withGitHub(403, forbidden, verifyWith)
  expect(verdictOf(refused.result)).toEqual(failed('unknown'))
  expect(errorsOf(refused.result).join()).toContain('attestations: read')
})
