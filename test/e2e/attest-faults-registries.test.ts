import { describe, expect, test } from '@jest/globals'
import {
  immutableTags,
  indexNow,
  overwriting,
  torn,
  withoutSubjects,
} from '../fakes/registry-quirks.ts'
import { faultsWorkbench, green, red } from './attest-faults-workbench.ts'
import { registryWorlds } from './attest-faults-worlds.ts'

/* The bundle against registries that have rules of their own, and other writers. */

const world = registryWorlds(faultsWorkbench())

const INDEX_TYPE = 'application/vnd.oci.image.index.v1+json'

describe('registries of another kind', () => {
  test('one with the referrers API needs no tag', async () => {
    const { run, listed, server } = await world({})
    expect(green(await run()).outputs.referrers).toContain('"listedBy":"api"')
    expect(listed()).toBe(0)
    expect(green(await run()).outputs.reused).toBe('1')
    expect(server.store.open('org/app').manifests.size).toBe(2)
  })

  test.each([405, 400])('one that answers %i to such manifests', async (status) => {
    const { run, server } = await world({ referrersApi: false })
    server.fail(withoutSubjects(status))
    expect(red(await run())).toContain('OCI 1.1')
  })

  test('one with immutable tags takes the first run, and a second has nothing to write', async () => {
    const { run, server, image } = await world({ referrersApi: false })
    const words = { status: 400, code: 'TAG_INVALID', message: 'The tag is immutable' }
    server.fail(immutableTags(server, words))
    green(await run())
    green(await run())
    const held = server.store.open('org/app')
    held.manifests.delete(indexNow(server, image).manifests[0]?.digest ?? '')
    expect(red(await run())).toContain('sha256-*')
  })

  test('an index that others overwrite and tear is merged', async () => {
    const { run, server, listed } = await world({ referrersApi: false })
    const other = { mediaType: 'application/vnd.oci.image.manifest.v1+json', size: 2 }
    const theirs = { ...other, digest: `sha256:${'d'.repeat(64)}` }
    const index = () => ({ schemaVersion: 2, mediaType: INDEX_TYPE, manifests: [theirs] })
    server.fail(torn(2))
    server.fail(overwriting(server, 'after', 2, index))
    green(await run())
    expect(listed()).toBe(2)
  })
})

test('another content at the digest of the bundle', async () => {
  const { run, server } = await world({ referrersApi: false })
  const before = [...server.store.open('org/app').blobs.keys()]
  const answer = { status: 200, body: '{"mediaType":"application/vnd.dev.sigstore.bundle"}' }
  server.fail({
    method: 'GET',
    path: /\/blobs\/sha256:/,
    answer: (request, next) =>
      before.some((known) => request.path.includes(known)) ? next(request) : answer,
  })
  expect(red(await run())).toMatch(/digest|bytes|size/)
})
