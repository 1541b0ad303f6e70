import type { GitHubClaims } from '@ci-kit/local-sigstore/github-claims'
import { startLocalSigstore } from '@ci-kit/local-sigstore/start-local-sigstore'
import { referrersTag } from '@ci-kit/oci/referrers'
import { describe, expect, test } from '@jest/globals'
import { typesIn } from './attest-bundles.ts'
import {
  type AttestStep,
  attestWorkbench,
  ISSUER,
  PROVENANCE,
  PUSH,
  type Pushed,
  repositoryOf,
} from './attest-workbench.ts'

const bench = attestWorkbench()
const { attest, pushIndex, attachedTo, asked } = bench

const attested = (image: Pushed, { inputs, ...step }: AttestStep = {}) =>
  attest({ ...step, inputs: { images: image.tagged, ...inputs } })

const signatures = () => asked('fulcio').length

/** Takes away the list of what refers to a digest, as a clean-up of tags does. */
const forget = async ({ name }: Pushed, digest: Pushed['digest']) => {
  const [host = '', ...path] = name.split('/')
  const list = await repositoryOf(name).manifests.head(referrersTag(digest))
  const gone = await fetch(`http://${host}/v2/${path.join('/')}/manifests/${list?.digest}`, {
    method: 'DELETE',
  })
  expect(gone.status).toBe(202)
}

describe('a second run', () => {
  type Case = {
    readonly name: string
    readonly claims: Partial<GitHubClaims>
    readonly reused: string
  }
  const cases: readonly Case[] = [
    { name: 'of the same job', claims: {}, reused: '1' },
    { name: 'in attempt 2', claims: { run_attempt: '2' }, reused: '1' },
    { name: 'with another id', claims: { run_id: '99' }, reused: '0' },
    {
      name: 'of another workflow',
      claims: { workflow_ref: 'octo/shop/.github/workflows/other.yml@refs/heads/main' },
      reused: '0',
    },
    { name: 'of another commit', claims: { sha: 'b'.repeat(40) }, reused: '0' },
  ]

  test.each(cases)('$name reuses $reused', async ({ claims, reused }) => {
    const image = await pushIndex()
    expect(await attested(image)).toMatchObject({ exitCode: 0, outputs: { reused: '0' } })
    expect(signatures()).toBe(1)
    const again = await attested(image, { claims })
    expect(again).toMatchObject({ exitCode: 0, outputs: { reused, verified: 'true' } })
    expect(signatures()).toBe(reused === '1' ? 1 : 2)
    expect(await attachedTo(image.name, image.digest)).toHaveLength(reused === '1' ? 1 : 2)
  })

  test('attaches what is missing at one platform, and signs nothing', async () => {
    const image = await pushIndex()
    await attested(image)
    const [, arm = image.digest] = image.platforms
    await forget(image, arm)
    expect(await attachedTo(image.name, arm)).toEqual([])
    const again = await attested(image)
    expect(again).toMatchObject({ exitCode: 0, outputs: { reused: '1', verified: 'true' } })
    expect(signatures()).toBe(1)
    expect(typesIn(await attachedTo(image.name, arm))).toEqual([PROVENANCE])
  })

  test('signs anew with reuse: false', async () => {
    const image = await pushIndex()
    await attested(image)
    const again = await attested(image, { inputs: { reuse: 'false' } })
    expect(again).toMatchObject({ exitCode: 0, outputs: { reused: '0' } })
    expect(signatures()).toBe(2)
  })

  test('ignores what another Sigstore vouches for', async () => {
    const image = await pushIndex()
    const other = await startLocalSigstore({ issuer: ISSUER })
    try {
      bench.file('other/signing.json', other.signingConfig())
      bench.file('other/root.json', other.trustedRoot())
      const { repository, ref, sha, name } = PUSH
      const claims = { repository, ref, sha, event_name: name }
      const foreign = await attested(image, {
        env: { ...other.environment({ claims }) },
        inputs: { sigstore: 'other/signing.json', 'trusted-root': 'other/root.json' },
      })
      expect(foreign.exitCode).toBe(0)
    } finally {
      await other.close()
    }
    expect(signatures()).toBe(0)
    const own = await attested(image)
    expect(own).toMatchObject({ exitCode: 0, outputs: { reused: '0', verified: 'true' } })
    expect(signatures()).toBe(1)
  })
})
