import { digestParts } from '@ci-kit/oci/digest'
import { expect, jest, test } from '@jest/globals'
import { startAttestations } from '../fakes/attestations-server.ts'
import { faultsWorkbench, red } from './attest-faults-workbench.ts'
import { registryWorlds } from './attest-faults-worlds.ts'

jest.setTimeout(90_000)

/* Stores that take what is signed and show it no more. Half a minute is waited for it, so all of them are tried at once. */

const bench = faultsWorkbench()
const world = registryWorlds(bench)

const PUSH = {
  name: 'push',
  payload: {},
  ref: 'refs/heads/main',
  sha: 'a'.repeat(40),
  repository: 'octo/shop',
}
const INDEX_TYPE = 'application/vnd.oci.image.index.v1+json'
const EMPTY = { schemaVersion: 2, mediaType: INDEX_TYPE, manifests: [] }

/** A registry with the referrers API that forgets what it listed. */
const listless = async () => {
  const { server, run } = await world()
  let questions = 0
  server.fail({
    path: /\/referrers\//,
    answer: (request, next) => {
      questions += 1
      const headers = { 'content-type': INDEX_TYPE }
      return questions <= 3 ? next(request) : { status: 200, headers, body: JSON.stringify(EMPTY) }
    },
  })
  return run()
}

/** A registry that lists what it does not have. */
const forgetful = async () => {
  const { server, run, image } = await world({ referrersApi: false })
  const path = new RegExp(`/manifests/sha256:(?!${digestParts(image).hex})`)
  server.fail({ method: 'GET', path, answer: { status: 404, body: '{}' } })
  return run()
}

/** A GitHub that takes a statement and never lists it. */
const github = async () => {
  const server = await startAttestations({ lag: 1_000 })
  bench.file('app.tgz', 'content')
  const inputs = { 'subject-path': 'app.tgz', store: 'github', 'github-token': 't0ken' }
  try {
    return await bench.attest({ event: PUSH, inputs, env: { GITHUB_API_URL: server.url } })
  } finally {
    await server.close()
  }
}

test('what a store loses after it took it is red', async () => {
  for (const result of await Promise.all([listless(), forgetful(), github()])) {
    expect(red(result)).toMatch(/not listed|not there|404/)
    expect(result.outputs['bundle-path']).not.toBe('')
  }
})
