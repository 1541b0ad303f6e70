import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Verifier } from '@ci-kit/attestation/verify/verifier'
import { type FakeSigstore, fakeSigstore, workflowIdentity } from '@ci-kit/local-sigstore/sigstore'
import { installTrivy } from '@ci-kit/trivy-scan/install/install-trivy'
import { releaseVerifier } from '@ci-kit/trivy-scan/install/release-verifier'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { verifierOn } from '../../attestation/bundles.ts'
import { program, release } from './archives.ts'
import { NAME, PATH, request, setting } from './installing.ts'
import { type ReleaseServer, releaseServer, sending } from './release-server.ts'

let sigstore: FakeSigstore
let verifier: Verifier
beforeAll(async () => {
  sigstore = await fakeSigstore()
  verifier = verifierOn(sigstore.trustedRoot())
})

/** The bundle that the release workflow makes at a tag. */
const bundleOf = async (archive: Uint8Array, tag = 'v0.74.0'): Promise<string> => {
  const by = workflowIdentity('aquasecurity/trivy', 'reusable-release.yaml', `refs/tags/${tag}`)
  return JSON.stringify(await sigstore.signArtifact(archive, by))
}

describe('a version without a known digest', () => {
  const BUNDLE = `${PATH}.sigstore.json`
  let server: ReleaseServer
  beforeEach(async () => {
    server = await releaseServer()
  })
  afterEach(() => server.close())
  const installing = () => {
    const parts = setting({ verifyRelease: releaseVerifier(verifier) })
    const kept = join(parts.tools, 'trivy-archive', '0.74.0')
    return { ...parts, kept, install: () => installTrivy(request(server.base), parts.ports) }
  }

  test('is installed by its signature, and verified again out of the tool cache', async () => {
    const archive = await release('0.74.0')
    server.answer(PATH, sending(200, archive))
    server.answer(BUNDLE, sending(200, await bundleOf(archive)))
    const { install, kept } = installing()
    const installed = await install()
    expect(readFileSync(installed.path, 'utf8')).toBe(program('0.74.0'))
    expect(await install()).toMatchObject({ source: 'tool-cache' })
    expect(server.asked).toEqual([PATH, BUNDLE])
    expect(readdirSync(kept)).not.toEqual([])
  })

  test.each<[string, (archive: Buffer) => Promise<string | undefined>, RegExp]>([
    ['no bundle', async () => undefined, /cannot be verified: no digest is known for Linux-64bit/],
    [
      'the bundle of another tag',
      (archive) => bundleOf(archive, 'v0.73.0'),
      /is refused, because its signature is not verified: It is signed by ".*v0\.73\.0"/,
    ],
    [
      'a bundle of other bytes',
      () => bundleOf(Buffer.from('other bytes')),
      /is refused.*signs the content .*It was not started/,
    ],
  ])('is not started and not kept with %s', async (_what, make, says) => {
    const archive = await release('0.74.0')
    server.answer(PATH, sending(200, archive))
    const bundle = await make(archive)
    if (bundle !== undefined) server.answer(BUNDLE, sending(200, bundle))
    const { install, kept, temp } = installing()
    await expect(install()).rejects.toThrow(says)
    expect(existsSync(kept)).toBe(false)
    expect(readdirSync(temp, { recursive: true }).filter((path) => path.includes(NAME))).toEqual([])
  })
})
