import { planStatements } from '@ci-kit/attest/plan/plan-statements'
import type { PlannedStatement } from '@ci-kit/attest/plan/planned-statement'
import { uncoveredPlatforms } from '@ci-kit/attest/plan/uncovered'
import type { Claim } from '@ci-kit/attest/predicates/claim'
import type { Subject } from '@ci-kit/attest/subjects/subject'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { claim, digest, fileOf, indexImage, provenance, singleImage } from './samples.ts'

const shop = indexImage('shop', 'linux/amd64', 'linux/arm64')
const web = indexImage('web', 'linux/amd64', 'linux/arm64')
const api = singleImage('api')

const digestsIn = (planned: readonly PlannedStatement[]) =>
  planned.map(({ statement }) => statement.subjects.map((subject) => subject.digest))

describe('provenance', () => {
  test('is one statement on an index and all its platforms, found at each of them', () => {
    const planned = planStatements([shop], [provenance()])
    const digests = ['shop', 'shop linux/amd64', 'shop linux/arm64'].map(digest)
    expect(planned).toEqual([
      {
        kind: 'provenance',
        statement: {
          predicateType: 'https://slsa.dev/provenance/v1',
          predicate: { build: 1 },
          subjects: digests.map((each) => ({ name: 'ghcr.io/shop', digest: each })),
        },
        places: [shop.top, ...shop.platforms].map((manifest) => ({ image: shop, manifest })),
      },
    ])
  })

  test('is one statement for each image, and one for all files', () => {
    const planned = planStatements([fileOf('a'), shop, fileOf('b'), api], [provenance()])
    expect(digestsIn(planned)).toEqual([
      ['shop', 'shop linux/amd64', 'shop linux/arm64'].map(digest),
      ['api'].map(digest),
      ['a', 'b'].map(digest),
    ])
    expect(planned.at(-1)?.places).toEqual([])
  })
})

describe('what is about one manifest', () => {
  test.each([
    ['an image itself', api, claim({ kind: 'own' }), 'api'],
    [
      'the only platform of an index',
      indexImage('one', 'linux/amd64'),
      claim({ kind: 'own' }),
      'one linux/amd64',
    ],
    ['a platform', shop, claim({ kind: 'platform', platform: 'linux/arm64' }), 'shop linux/arm64'],
    [
      'the platform of a single image',
      api,
      claim({ kind: 'platform', platform: 'linux/amd64' }),
      'api',
    ],
    [
      'any version of Windows',
      indexImage('w', 'windows(10.0.1)/amd64'),
      claim({ kind: 'platform', platform: 'windows/amd64' }),
      'w windows(10.0.1)/amd64',
    ],
    [
      'one of two names',
      indexImage('m', 'linux/amd64+linux/386', 'linux/arm64'),
      claim({ kind: 'platform', platform: 'linux/386' }),
      'm linux/amd64+linux/386',
    ],
    ['the index', shop, claim({ kind: 'index' }), 'shop'],
    [
      'a digest',
      shop,
      claim({ kind: 'digest', digest: digest('shop linux/amd64') }),
      'shop linux/amd64',
    ],
  ])('goes to %s alone', (_, subject, what, content) => {
    const planned = planStatements([subject], [what])
    expect(digestsIn(planned)).toEqual([[digest(content)]])
    expect(planned[0]?.places.map(({ manifest }) => manifest.descriptor.digest)).toEqual([
      digest(content),
    ])
  })

  test('goes to the same manifest in each repository', () => {
    const mirror = { ...api, registry: 'quay.io', name: 'quay.io/api' }
    const planned = planStatements([api, mirror], [claim({ kind: 'own' })])
    expect(planned.map(({ places }) => places[0]?.image.name)).toEqual([
      'ghcr.io/api',
      'quay.io/api',
    ])
  })

  test('names all files in one statement', () => {
    expect(digestsIn(planStatements([fileOf('a'), fileOf('b')], [claim({ kind: 'own' })]))).toEqual(
      [[digest('a'), digest('b')]],
    )
  })

  test.each<[string, readonly Subject[], Claim, RegExp]>([
    [
      'one SBOM for several platforms',
      [shop],
      claim({ kind: 'own' }),
      /'app\.json' has no platform.*linux\/amd64, linux\/arm64.*'linux\/amd64=path'.*'index=path'/,
    ],
    [
      'one for an index whose platforms are left out',
      [{ ...shop, platforms: [] }],
      claim({ kind: 'own' }),
      /platforms are not attested.*'index=path'/,
    ],
    [
      'one for several images',
      [api, singleImage('web')],
      claim({ kind: 'own' }),
      /2 images have.*'sha256:…=path'/,
    ],
    ['one for images and files', [api, fileOf('a')], claim({ kind: 'own' }), /two steps/],
    [
      'a platform of several images',
      [shop, web],
      claim({ kind: 'platform', platform: 'linux/amd64' }),
      /linux\/amd64, which 2 images have/,
    ],
    [
      'a platform that is not there',
      [shop],
      claim({ kind: 'platform', platform: 'linux/386' }),
      /linux\/386, which is not among .*linux\/arm64 sha256:/,
    ],
    [
      'a platform that is there twice',
      [indexImage('w', 'linux/amd64', 'linux/amd64 (2)')],
      claim({ kind: 'platform', platform: 'linux/amd64' }),
      /has 2 of it: linux\/amd64, linux\/amd64 \(2\)\. Write the digest/,
    ],
    [
      'two versions of Windows',
      [indexImage('w', 'windows(1)/amd64', 'windows(2)/amd64')],
      claim({ kind: 'platform', platform: 'windows/amd64' }),
      /has 2 of it: windows\(1\)\/amd64, windows\(2\)\/amd64/,
    ],
    ['an index that is none', [api], claim({ kind: 'index' }), /the index, which is not among/],
    [
      'a platform of files',
      [fileOf('a')],
      claim({ kind: 'platform', platform: 'linux/386' }),
      /not among what is attested: a \(sha256:/,
    ],
    ['nothing at all', [], claim({ kind: 'own' }), /not among/],
  ])('refuses %s', (_, subjects, what, message) => {
    expect(() => planStatements(subjects, [what])).toThrow(message)
  })

  test('names both digests when a scan is of something else', () => {
    const other = digest('other')
    const plan = () => planStatements([api], [claim({ kind: 'digest', digest: other })])
    expect(plan).toThrow(other)
    expect(plan).toThrow(digest('api'))
  })
})

describe('a document that names its image', () => {
  const amd64 = digest('shop linux/amd64')
  test.each([
    ['the manifest', [amd64]],
    ['the index', [digest('shop')]],
    ['among others', [digest('other'), amd64]],
    ['nothing', []],
  ])('passes with %s', (_, namedDigests) => {
    const what = claim({ kind: 'digest', digest: amd64 }, { namedDigests })
    expect(planStatements([shop], [what])).toHaveLength(1)
  })
  test.each([
    ['another image', { kind: 'digest', digest: amd64 } as const, digest('other')],
    ['another platform', { kind: 'platform', platform: 'linux/arm64' } as const, amd64],
    ['a platform for the index', { kind: 'index' } as const, amd64],
  ])('is refused with %s', (_, about, named) => {
    const plan = () => planStatements([shop], [claim(about, { namedDigests: [named] })])
    expect(plan).toThrow(/says that it is about/)
    expect(plan).toThrow(named)
  })
})

describe('several claims', () => {
  const both = (predicate: Claim['predicate']) => [
    claim({ kind: 'own' }),
    claim({ kind: 'digest', digest: digest('api') }, { predicate, source: "Input 'other'" }),
  ]
  test('of the same words are one', () => {
    expect(planStatements([api], both({ a: 1 }))).toHaveLength(1)
  })
  test('that contradict each other are refused', () => {
    expect(() => planStatements([api], both({ a: 2 }))).toThrow(
      /Input 'other' and Input 'sbom': .* say different things/,
    )
  })
  test('are at most 256 statements', () => {
    const images = Array.from({ length: 257 }, (_, at) => singleImage(`app-${at}`))
    expect(planStatements(images.slice(1), [provenance()])).toHaveLength(256)
    expect(() => planStatements(images, [provenance()])).toThrow(/more than 256 statements/)
  })
  test('name at most 1024 subjects each', () => {
    const files = Array.from({ length: 1025 }, (_, at) => fileOf(`file-${at}`))
    expect(planStatements(files.slice(1), [provenance()])).toHaveLength(1)
    expect(() => planStatements(files, [provenance()])).toThrow(/1025 subjects, 1024/)
  })
})

test('every place of a plan is one of its subjects, whatever is attested', () => {
  const platform = fc.constantFrom('linux/amd64', 'linux/arm64', 'linux/arm/v7')
  const image = fc
    .tuple(fc.stringMatching(/^[a-z]{1,6}$/), fc.uniqueArray(platform))
    .map(([name, platforms]) =>
      platforms.length === 0 ? singleImage(name) : indexImage(name, ...platforms),
    )
  const images = fc.uniqueArray(image, { selector: ({ name }) => name, minLength: 1 })
  fc.assert(
    fc.property(images, (subjects) => {
      const planned = planStatements(subjects, [provenance()])
      const digests = subjects.flatMap(({ top, platforms }) =>
        [top, ...platforms].map(({ descriptor }) => descriptor.digest),
      )
      expect(digestsIn(planned).flat()).toEqual(digests)
      for (const { places, statement } of planned)
        expect(
          places.map(({ image: { name }, manifest }) => ({
            name,
            digest: manifest.descriptor.digest,
          })),
        ).toEqual(statement.subjects)
    }),
  )
})

describe('platforms that get nothing', () => {
  const sbomOf = (...platforms: readonly string[]) =>
    platforms.map((platform) => claim({ kind: 'platform', platform }))
  test('are told when others of the image get one', () => {
    expect(uncoveredPlatforms([shop], planStatements([shop], sbomOf('linux/amd64')))).toEqual([
      `ghcr.io/shop gets no sbom for linux/arm64 (${digest('shop linux/arm64')}), and a gate that asks for one will refuse it.`,
    ])
  })
  test.each<[string, readonly Claim[]]>([
    ['all have one', sbomOf('linux/amd64', 'linux/arm64')],
    ['the index has one', [claim({ kind: 'index' })]],
    ['none was asked for', [provenance()]],
  ])('are none when %s', (_, claims) => {
    expect(uncoveredPlatforms([shop], planStatements([shop], claims))).toEqual([])
  })
})
