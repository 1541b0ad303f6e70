import { createHash } from 'node:crypto'
import type { Verifier } from '@ci-kit/attestation/verify/verifier'
import {
  type FakeIdentity,
  type FakeSigstore,
  fakeSigstore,
  GITHUB_ISSUER,
  workflowIdentity,
} from '@ci-kit/local-sigstore/sigstore'
import { releaseSigner, releaseVerifier } from '@ci-kit/trivy-scan/install/release-verifier'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { bytesOf, verifierOn } from '../../attestation/bundles.ts'

const workflow = (
  file = 'reusable-release.yaml',
  ref = 'refs/tags/v0.74.0',
  repository = 'trivy',
) => workflowIdentity(`aquasecurity/${repository}`, file, ref)
const ARCHIVE = Buffer.from('the bytes of trivy_0.74.0_Linux-64bit.tar.gz')

let sigstore: FakeSigstore
let verifier: Verifier
beforeAll(async () => {
  sigstore = await fakeSigstore()
  verifier = verifierOn(sigstore.trustedRoot())
})

const signed = async (
  by: FakeIdentity = workflow(),
  bytes: Uint8Array = ARCHIVE,
): Promise<Uint8Array> => bytesOf(await sigstore.signArtifact(bytes, by))

const verify = (bundle: Uint8Array, bytes: Uint8Array = ARCHIVE, version = '0.74.0') => {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return releaseVerifier(verifier)({ path: '/tmp/x', bytes, sha256 }, bundle, version)
}

test('the signer of a release is its workflow at the tag, whole', () => {
  expect(releaseSigner('0.73.1')).toEqual({
    issuer: 'https://token.actions.githubusercontent.com',
    identity:
      'https://github.com/aquasecurity/trivy/.github/workflows/reusable-release.yaml@refs/tags/v0.73.1',
  })
})

describe('the signature of a release', () => {
  test('of its own workflow at its own tag is accepted', async () => {
    await expect(verify(await signed())).resolves.toBeUndefined()
  })

  test.each<[string, FakeIdentity]>([
    ['another tag', workflow(undefined, 'refs/tags/v0.73.0')],
    ['a tag with more behind it', workflow(undefined, 'refs/tags/v0.74.0-rc.1')],
    ['a tag that the version begins with', workflow(undefined, 'refs/tags/v0.74.01')],
    ['a tag without its last letter', workflow(undefined, 'refs/tags/v0.74.')],
    ['a branch of that name', workflow(undefined, 'refs/heads/v0.74.0')],
    ['another workflow', workflow('release.yaml')],
    ['a workflow that is named alike', workflow('reusable-releaseXyaml')],
    ['another repository of the owner', workflow(undefined, undefined, 'trivy-action')],
    ['a fork', workflowIdentity('evil/trivy', 'reusable-release.yaml', 'refs/tags/v0.74.0')],
    ['a mail address', { identity: 'me@example.com', issuer: GITHUB_ISSUER }],
  ])('of %s is refused with both names', async (_who, by) => {
    const verifying = verify(await signed(by))
    await expect(verifying).rejects.toMatchObject({ name: 'UserError' })
    await expect(verifying).rejects.toThrow(
      `It is signed by "${by.identity}", expected "${workflow().identity}".`,
    )
    await expect(verifying).rejects.toThrow('do not use it')
  })

  test('is refused when another issuer vouches for the same name', async () => {
    const verifying = verify(await signed({ ...workflow(), issuer: 'https://evil.test' }))
    await expect(verifying).rejects.toThrow(
      /its issuer is "https:\/\/evil\.test", expected "https:\/\/token\.actions/,
    )
  })

  test.each<[string, () => Promise<[Uint8Array, Uint8Array?]>, RegExp]>([
    [
      'the archive was changed',
      async () => [await signed(), Buffer.concat([ARCHIVE, Buffer.of(0)])],
      /signs the content sha256:\w+, not sha256:\w+\. Archive and bundle do not belong/,
    ],
    [
      'the bundle is that of another archive',
      async () => [await signed(workflow(), Buffer.from('trivy_0.74.0_Linux-ARM64.tar.gz'))],
      /Archive and bundle do not belong together: check the mirror in 'download-url'/,
    ],
    [
      'the bundle is cut',
      async () => {
        const bundle = await signed()
        return [bundle.subarray(0, bundle.length - 20)]
      },
      /It is no sigstore bundle.*no JSON object\. Archive and bundle/,
    ],
    ['the bundle is empty', async () => [Buffer.of()], /It is no sigstore bundle/],
    [
      'the bundle holds a statement',
      async () => {
        const statement = { subject: [], predicateType: 'https://x.test', predicate: {} }
        return [bytesOf(await sigstore.signStatement(statement, workflow()))]
      },
      /holds a statement and signs no file\. Archive and bundle/,
    ],
    [
      'another Sigstore signed',
      async () => {
        const other = await fakeSigstore()
        return [bytesOf(await other.signArtifact(ARCHIVE, workflow()))]
      },
      /trusted root.*leave input 'trusted-root' out/,
    ],
    [
      'no log knows of it',
      async () => [bytesOf(await sigstore.signArtifact(ARCHIVE, workflow(), { log: false }))],
      /no entry of a transparency log.*leave input 'trusted-root' out/,
    ],
  ])('is refused when %s', async (_what, make, says) => {
    const [bundle, bytes] = await make()
    await expect(verify(bundle, bytes)).rejects.toThrow(says)
  })

  test('is no UserError when the verifier itself is at fault', async () => {
    const broken = releaseVerifier({ artifact: () => Promise.reject(new TypeError('a bug')) })
    const archive = { path: '', bytes: ARCHIVE, sha256: '' }
    await expect(broken(archive, Buffer.of(), '0.74.0')).rejects.toThrow(TypeError)
  })
})
