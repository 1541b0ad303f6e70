import { UserError } from '@ci-kit/core/errors'
import { parseNamedImages } from '@ci-kit/oci/named-images'
import { registryClient } from '@ci-kit/oci/registry'
import type { WantedPlatforms } from '@ci-kit/oci/wanted-platforms'
import { resolveImage } from '@ci-kit/trivy-scan/target/resolve-image'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { Artifact } from '../../../fakes/oci-artifact.ts'
import { skippingClock } from '../../../fakes/registry-client.ts'
import { refusal } from '../../../fakes/registry-http.ts'
import { type RegistryServer, registryServer } from '../../../fakes/registry-server.ts'
import { ATTESTATION_MARK, attestation, chart, entry, image, index } from './images.ts'

let server: RegistryServer
beforeEach(async () => {
  server = await registryServer()
})
afterEach(() => server.close())

type Stored = Pick<Artifact, 'mediaType' | 'manifest' | 'digest'> & Partial<Artifact>

/** Puts them there without a request; the last one gets the tag. */
const store = (...stored: readonly Stored[]): void => {
  for (const [at, { mediaType, manifest: bytes, config, layers = [] }] of stored.entries()) {
    const tag = at === stored.length - 1 ? '1' : undefined
    server.store.addManifest('org/app', tag, { mediaType, bytes })
    for (const blob of [...(config ? [config] : []), ...layers])
      server.store.addBlob('org/app', blob)
  }
}

const resolved = (wanted: WantedPlatforms = 'all', ending = ':1') => {
  const [named] = parseNamedImages('image-ref', `${server.host}/org/app${ending}`).images
  if (named === undefined) throw new Error('no name')
  const clock = skippingClock()
  return resolveImage(named, wanted, (host) => registryClient({ host, clock, random: () => 0.5 }))
}

const platformsOf = async (wanted?: WantedPlatforms) =>
  (await resolved(wanted)).platforms.map(({ platform, digest }) => [platform, digest])

const amd64 = image('linux/amd64')
const arm64 = image('linux/arm64/v8')

describe('one image', () => {
  test('tells its platform in its config, and its digest names it from then on', async () => {
    store(amd64)
    const repository = `${server.host}/org/app`
    expect(await resolved()).toEqual({
      name: `${repository}:1`,
      repository,
      digest: amd64.digest,
      platforms: [
        {
          platform: 'linux/amd64',
          digest: amd64.digest,
          reference: `${repository}@${amd64.digest}`,
        },
      ],
    })
  })

  test('that names no platform has none', async () => {
    store(image(undefined))
    expect((await resolved()).platforms).toMatchObject([{ platform: '' }])
  })

  test('by a digest is read by it, whatever its tag is now', async () => {
    store(amd64, arm64)
    expect(await resolved('all', `:1@${amd64.digest}`)).toMatchObject({ digest: amd64.digest })
    expect(server.requests.map(({ path }) => path)).not.toContain('/v2/org/app/manifests/1')
  })
})

describe('an index', () => {
  test('has an image for each platform, and its tag is asked for once', async () => {
    const both = index(entry(amd64, 'linux/amd64'), entry(arm64, 'linux/arm64/v8'))
    store(amd64, arm64, both)
    const target = await resolved()
    expect(target.digest).toBe(both.digest)
    expect(target.platforms).toEqual([
      { platform: 'linux/amd64', digest: amd64.digest, reference: expect.any(String) },
      {
        platform: 'linux/arm64',
        digest: arm64.digest,
        reference: `${server.host}/org/app@${arm64.digest}`,
      },
    ])
    expect(server.requests.map(({ path }) => path)).toEqual(['/v2/org/app/manifests/1'])
  })

  test('may list one image for several platforms, which is scanned once', async () => {
    const v6 = image('linux/arm/v6')
    store(v6, index(entry(v6, 'linux/arm/v6'), entry(v6, 'linux/arm/v7')))
    expect(await platformsOf()).toEqual([['linux/arm/v6', v6.digest]])
    expect(await platformsOf(['linux/arm/v7'])).toEqual([['linux/arm/v7', v6.digest]])
  })

  test('may hold an index', async () => {
    const inner = index(entry(arm64, 'linux/arm64'))
    store(amd64, arm64, inner, index(entry(amd64, 'linux/amd64'), entry(inner)))
    expect(await platformsOf()).toEqual([
      ['linux/amd64', amd64.digest],
      ['linux/arm64', arm64.digest],
    ])
  })

  test('may hold an index that holds an index', async () => {
    const second = index(entry(amd64))
    const first = index(entry(second))
    store(amd64, second, first, index(entry(first)))
    expect(await platformsOf()).toEqual([['linux/amd64', amd64.digest]])
  })

  test('may leave the platform to the image', async () => {
    store(arm64, index(entry(arm64)))
    expect(await platformsOf()).toEqual([['linux/arm64', arm64.digest]])
  })

  test('has attestations and other artifacts beside its images, which are left out', async () => {
    const [proof, other, typed] = [attestation(), chart(), chart('application/x')]
    const whole = index(
      entry(amd64, 'linux/amd64'),
      entry(proof, 'unknown/unknown', ATTESTATION_MARK),
      entry(proof, 'unknown/unknown'),
      entry(proof, undefined, ATTESTATION_MARK),
      entry(proof),
      entry(other),
      entry(typed, 'linux/arm64', { artifactType: 'application/x' }),
      { ...entry(other, 'linux/s390x'), mediaType: 'application/octet-stream' },
    )
    store(amd64, proof, other, typed, whole)
    expect(await platformsOf()).toEqual([['linux/amd64', amd64.digest]])
  })

  test('gives only the wanted platforms', async () => {
    store(amd64, arm64, index(entry(amd64, 'linux/amd64'), entry(arm64, 'linux/arm64')))
    expect(await platformsOf(['linux/arm64'])).toEqual([['linux/arm64', arm64.digest]])
  })
})

describe('an error is', () => {
  const failure = async (wanted?: WantedPlatforms): Promise<string> => {
    const call = resolved(wanted)
    await expect(call).rejects.toThrow(UserError)
    return call.then(
      () => '',
      (thrown: unknown) => (thrown instanceof Error ? thrown.message : ''),
    )
  }

  test('a platform that is missing', async () => {
    store(amd64, index(entry(amd64, 'linux/amd64')))
    expect(await failure(['linux/arm64'])).toMatch(
      /^Input 'platforms' asks for linux\/arm64, which \S+:1 does not have. It has linux\/amd64/,
    )
  })

  test.each([
    [
      'a chart',
      chart(),
      'no image but an artifact of type application/vnd.cncf.helm.config.v1+json',
    ],
    ['a named artifact', chart('application/x'), 'no image but an artifact of type application/x'],
    ['attestations alone', attestation(), 'no image but the attestations of one'],
  ])('%s', async (_, artifact, text) => {
    store(artifact)
    expect(await failure()).toContain(text)
    expect(await failure()).toContain('Name an image that was built and pushed')
  })

  test.each([
    ['is empty', index()],
    ['holds only attestations', index(entry(attestation(), 'unknown/unknown'))],
  ])('an index that %s', async (_, empty) => {
    store(empty)
    expect(await failure()).toContain('is an index without any image that can be scanned')
  })

  test('an index in an index in an index in an index', async () => {
    const third = index(entry(amd64))
    const second = index(entry(third))
    const first = index(entry(second))
    store(amd64, third, second, first, index(entry(first)))
    expect(await failure()).toContain('an index in an index in an index')
  })

  test('an index of more images than anybody scans', async () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, at) => ({
        ...entry(amd64, `linux/arch${at}`),
        digest: `sha256:${String(at).padStart(64, '0')}`,
      }))
    store(index(...many(200)))
    expect((await resolved()).platforms).toHaveLength(200)
    store(index(...many(201)))
    expect(await failure()).toContain('holds 201 images, 200 are allowed')
  })

  test('an index that lists what is no descriptor', async () => {
    store(index(entry(amd64, 'linux/amd64'), { digest: '../../etc/passwd' }))
    expect(await failure()).toContain('is not an image index that can be read')
  })

  test('an image that does not exist, by its name', async () => {
    const message = await failure()
    expect(message).toContain(`${server.host}/org/app`)
    expect(message).toContain('404')
    expect(message).toMatch(/MANIFEST_UNKNOWN/)
  })

  test('a manifest of the index that was deleted', async () => {
    store(index(entry(amd64)))
    expect(await failure()).toMatch(/404 MANIFEST_UNKNOWN/)
  })

  test.each([
    [401, 'UNAUTHORIZED', 1],
    [403, 'DENIED', 1],
    [500, 'UNKNOWN', 5],
  ])('%i, with the code of the registry', async (status, code, attempts) => {
    store(amd64)
    server.fail({ path: /manifests/, answer: refusal(status, code, 'because') })
    const message = await failure()
    expect(message).toContain(`${status} ${code}: because`)
    expect(server.requests).toHaveLength(attempts)
  })

  test('other bytes than the digest says', async () => {
    store(amd64, index(entry(amd64)))
    server.fail({
      path: /manifests\/sha256/,
      answer: (request, next) => ({ ...next(request), body: '{}', headers: {} }),
    })
    expect(await failure()).toMatch(/digest/)
  })
})

test('429 is waited for', async () => {
  store(amd64)
  server.fail({ times: 2, answer: refusal(429, 'TOOMANYREQUESTS', 'slow down') })
  expect(await resolved()).toMatchObject({ digest: amd64.digest })
})
