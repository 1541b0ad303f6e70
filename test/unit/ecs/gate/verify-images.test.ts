import type { EvidenceSource } from '@ci-kit/attestation/gate/evidence'
import { UserError } from '@ci-kit/core/errors'
import { type ImageGate, verifyImages } from '@ci-kit/ecs/gate/verify-images'
import { digestOf } from '@ci-kit/oci/digest'
import { OCI_INDEX, OCI_MANIFEST } from '@ci-kit/oci/media-types'
import { describe, expect, test } from '@jest/globals'
import { NOW, POLICY, statement } from '../../attestation/gate/samples.ts'
import { type HeldManifest, inMemoryRegistry } from '../in-memory-registry.ts'

const held = (repository: string, mediaType: string, document: object): HeldManifest => {
  const text = JSON.stringify({ schemaVersion: 2, mediaType, ...document })
  const digest = digestOf(Buffer.from(text))
  return { reference: `${repository}@${digest}`, mediaType, digest, text }
}

const config = {
  mediaType: 'application/vnd.oci.image.config.v1+json',
  digest: digestOf(Buffer.from('{}')),
  size: 2,
}
const single = held('org/web', OCI_MANIFEST, { config, layers: [] })
const arm = held('org/api', OCI_MANIFEST, { config, layers: [], annotations: { note: 'arm64' } })
const index = held('org/api', OCI_INDEX, {
  manifests: [
    {
      mediaType: OCI_MANIFEST,
      digest: arm.digest,
      size: Buffer.byteLength(arm.text),
      platform: { os: 'linux', architecture: 'arm64' },
    },
  ],
})
const nameOf = ({ reference }: HeldManifest) => `ghcr.io/${reference}`

/** Attestations of these digests, each with a good signature. */
const gate = (attested: readonly HeldManifest[]) => {
  const { registry, asked } = inMemoryRegistry([single, arm, index])
  const sourcesOf: string[] = []
  const source: EvidenceSource = {
    name: 'test',
    find: async (digest) => {
      const isAttested = attested.some((one) => one.digest === digest)
      const attachments = isAttested ? [{ where: 'test 1', bundle: Buffer.from(digest) }] : []
      return { attachments, ignored: [] }
    },
  }
  const signedStatement: ImageGate['verifier']['signedStatement'] = async (bundle) => {
    const found = [single, arm, index].find(({ digest }) => digest === bundle.toString())
    if (found === undefined) throw new UserError('no such bundle')
    return statement({ subjects: [digestOf(Buffer.from(found.text))] })
  }
  const ports: ImageGate = {
    policy: POLICY,
    registry,
    clock: { now: () => NOW },
    verifier: { signedStatement },
    sources: ({ repository }) => {
      sourcesOf.push(repository)
      return [source]
    },
  }
  return { ports, asked, sourcesOf }
}

describe('images', () => {
  test('are verified when each one and each of its platforms is attested', async () => {
    const { ports, asked, sourcesOf } = gate([single, arm, index])
    const images = [nameOf(single), nameOf(index), nameOf(single)]
    const verdict = await verifyImages(images, ports)
    expect(verdict.outcome).toBe('verified')
    expect(verdict.subjects.map(({ subject }) => [subject.name, subject.platforms.length])).toEqual(
      [
        ['ghcr.io/org/web', 0],
        ['ghcr.io/org/api', 1],
      ],
    )
    expect(new Set(sourcesOf)).toEqual(new Set(['org/web', 'org/api']))
    expect(asked.filter((request) => request.includes('org/web'))).toHaveLength(1)
  })

  test.each([
    ['another image', [arm, index]],
    ['every image', []],
  ])('are not when %s is all that is attested', async (_, attested) => {
    const { outcome } = await verifyImages([nameOf(single), nameOf(index)], gate(attested).ports)
    expect(outcome).toBe('unattested')
  })

  test('that name no digest are refused: a tag may move after it was verified', async () => {
    const { ports, asked } = gate([single])
    await expect(verifyImages(['ghcr.io/org/web:v1'], ports)).rejects.toThrow(
      'ghcr.io/org/web:v1 cannot be verified, as it names no digest.',
    )
    expect(asked).toEqual([])
  })

  test('that cannot be read are refused by name', async () => {
    const gone = `ghcr.io/org/gone@sha256:${'0'.repeat(64)}`
    await expect(verifyImages([gone], gate([]).ports)).rejects.toThrow(UserError)
    await expect(verifyImages([gone], gate([]).ports)).rejects.toThrow(
      `${gone} cannot be verified: `,
    )
  })

  test('none is nothing to verify, and no proof', async () => {
    await expect(verifyImages([], gate([]).ports)).rejects.toThrow('nothing to verify')
  })
})
