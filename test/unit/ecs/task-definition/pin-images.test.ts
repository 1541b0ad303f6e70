import { UserError } from '@ci-kit/core/errors'
import type { Json } from '@ci-kit/core/json'
import { digestsOf } from '@ci-kit/ecs/task-definition/digests-of'
import { askedOnce, type ImageDigests, pinImages } from '@ci-kit/ecs/task-definition/pin-images'
import { revived } from '@ci-kit/ecs/task-definition/revive'
import { formatReference } from '@ci-kit/oci/reference'
import { describe, expect, test } from '@jest/globals'
import { answered, DIGEST, OTHER, withWeb, written } from './samples.ts'

const origin = "Task definition 'web.json'"
const images = (...list: readonly string[]): Json => ({
  containerDefinitions: list.map((image, at) => ({ name: `c${at}`, image, cpu: at })),
})

/** A registry with one answer for all; remembers what was asked. */
const registry = (answer: string | Error = DIGEST): ImageDigests & { readonly asked: string[] } => {
  const asked: string[] = []
  return {
    asked,
    digestOf: async (reference) => {
      asked.push(formatReference(reference))
      if (answer instanceof Error) throw answer
      return { digest: answer }
    },
  }
}

test('a tag that moves between two task definitions gives both the same image', async () => {
  const digests = [DIGEST, OTHER]
  const moving = askedOnce({ digestOf: async () => ({ digest: digests.shift() ?? '' }) })
  const one = await pinImages(images('nginx:1.25'), moving, origin)
  const other = await pinImages(images('docker.io/library/nginx:1.25'), moving, 'other.json')
  expect([...one.digests.values()]).toEqual([DIGEST])
  expect([...other.digests.values()]).toEqual([DIGEST])
  const [another] = (await pinImages(images('nginx:1.26'), moving, origin)).digests.values()
  expect(another).toBe(OTHER)
})

describe('pinImages', () => {
  test.each([
    ['nginx', `nginx@${DIGEST}`, 'docker.io/library/nginx:latest'],
    ['nginx:1.25', `nginx@${DIGEST}`, 'docker.io/library/nginx:1.25'],
    ['localhost:5000/a/b', `localhost:5000/a/b@${DIGEST}`, 'localhost:5000/a/b:latest'],
    ['localhost:5000/a/b:v1', `localhost:5000/a/b@${DIGEST}`, 'localhost:5000/a/b:v1'],
  ])('%s is written as %s', async (image, expected, asked) => {
    const registries = registry()
    const { document, digests } = await pinImages(images(image), registries, origin)
    expect(document).toEqual({ containerDefinitions: [{ name: 'c0', image: expected, cpu: 0 }] })
    expect(digests).toEqual(new Map([['c0', DIGEST]]))
    expect(registries.asked).toEqual([asked])
  })

  test('a reference is asked for once, a digest never', async () => {
    const registries = registry()
    const pinned = `ghcr.io/a/b:1@${OTHER}`
    const given = images('nginx:1', 'docker.io/library/nginx:1', pinned, 'a/b:2')
    const before = JSON.stringify(given)
    const { document, digests } = await pinImages(given, registries, origin)
    expect(registries.asked.toSorted()).toEqual(['docker.io/a/b:2', 'docker.io/library/nginx:1'])
    expect(document).toMatchObject({
      containerDefinitions: [
        { image: `nginx@${DIGEST}` },
        { image: `docker.io/library/nginx@${DIGEST}` },
        { image: pinned },
        { image: `a/b@${DIGEST}` },
      ],
    })
    expect([...digests.values()]).toEqual([DIGEST, DIGEST, OTHER, DIGEST])
    expect(JSON.stringify(given)).toBe(before)
    expect(digestsOf(document)).toEqual(digests)
  })

  test('what cannot be asked is an error with container, image, reason and fix', async () => {
    const attempt = pinImages(
      images(`a@${OTHER}`, 'b:1'),
      registry(new UserError('Log in.')),
      origin,
    )
    await expect(attempt).rejects.toThrow(UserError)
    await expect(attempt).rejects.toThrow(
      /^Task definition 'web\.json', container 'c1': .*'b:1'.*Log in\. .*repository@sha256:…/,
    )
  })

  test('a bug stays a bug', async () => {
    const bug = new TypeError('x is undefined')
    await expect(pinImages(images('b:1'), registry(bug), origin)).rejects.toBe(bug)
  })

  test.each([
    ['latest', 'which is none'],
    [`sha256:${'A'.repeat(64)}`, 'which is none'],
  ])('the answer %j is no digest', async (answer, said) => {
    await expect(pinImages(images('b:1'), registry(answer), origin)).rejects.toThrow(said)
  })

  test.each(['', 'https://ghcr.io/a', 'Web:1', `a@sha256:${'0'.repeat(63)}`])(
    'image %j is refused with its container',
    async (image) => {
      const attempt = pinImages(images(image), registry(), origin)
      await expect(attempt).rejects.toThrow(/^Task definition 'web\.json', container 'c0': /)
    },
  )
})

describe('digestsOf', () => {
  test('tells which images a tag decides', () => {
    const found = digestsOf(images(`a@${DIGEST}`, 'b:1', `c:1@${OTHER}`, 'd@sha256:0'))
    expect([...found]).toEqual([
      ['c0', DIGEST],
      ['c1', undefined],
      ['c2', OTHER],
      ['c3', undefined],
    ])
  })

  test.each([{}, { containerDefinitions: {} }, { containerDefinitions: ['a', { name: 'b' }] }])(
    '%j has none',
    (document) => {
      expect(digestsOf(document).size).toBe(0)
    },
  )
})

describe('revived', () => {
  const inactive = (image: string) => ({
    ...answered(),
    status: 'INACTIVE' as const,
    document: { ...withWeb({ image }), revision: 7, status: 'INACTIVE' },
  })

  test('has the content and tags of the old one, with the images that ran', () => {
    expect(revived(inactive('a/web:1'), new Map([['web', DIGEST]]))).toEqual(
      withWeb({ image: `a/web@${DIGEST}` }),
    )
  })

  test('what is pinned stays', () => {
    expect(revived(inactive(`a/web@${DIGEST}`), new Map())).toEqual(
      withWeb({ image: `a/web@${DIGEST}` }),
    )
    expect(
      revived(
        answered(),
        new Map([
          ['web', DIGEST],
          ['proxy', OTHER],
        ]),
      ),
    ).toMatchObject({
      containerDefinitions: [{ image: expect.stringContaining(DIGEST) }, {}],
      tags: written().tags,
    })
  })

  test.each([
    ['a tag that nobody resolved', 'a/web:1', new Map(), 'nobody knows which image'],
    ['another digest', `a/web@${DIGEST}`, new Map([['web', OTHER]]), 'is recorded as what ran'],
    ['no digest', 'a/web:1', new Map([['web', 'v1']]), "'v1' is recorded"],
  ])('%s is refused', (_, image, digests, said) => {
    expect(() => revived(inactive(image), digests)).toThrow(UserError)
    expect(() => revived(inactive(image), digests)).toThrow(said)
    expect(() => revived(inactive(image), digests)).toThrow("container 'web'")
  })
})
