import { describe, expect, test } from '@jest/globals'
import { contextWith, onPullRequest } from '../contexts.ts'
import { start, type World } from '../fake-run.ts'
import { promisedOutputs } from '../image/inputs-of.ts'
import {
  type MemoryRegistries,
  memoryRegistries,
  storedImage,
  tagged,
  tagsLike,
} from '../image/memory-registry.ts'

/** What the jobs of two platforms have pushed. */
const pushedParts = () => {
  const registries = memoryRegistries()
  const parts = ['arm64', 'amd64'].map((architecture) =>
    storedImage(registries.store, { architecture, note: architecture }),
  )
  return { registries, parts }
}

const merging = (
  registries: MemoryRegistries,
  digests: readonly string[],
  given: Readonly<Record<string, string>> = {},
  around: World = {},
) => start({ mode: 'merge', digests: digests.join('\n'), ...given }, { registries, ...around })

const indexOf = ({ store }: MemoryRegistries, tag: string): unknown => {
  const bytes = store.find('org/app')?.manifests.get(tagged(store, tag) ?? '')?.bytes
  return JSON.parse(Buffer.from(bytes ?? []).toString())
}

describe('images of platforms', () => {
  test('become one, under all its tags, and nothing is built', async () => {
    const { registries, parts } = pushedParts()
    const { outcome, plans, printed, summaries } = merging(registries, parts, { tags: '1\nlatest' })
    const outputs = await outcome
    const digest = tagged(registries.store, '1')
    expect(Object.keys(outputs).toSorted()).toEqual(promisedOutputs().toSorted())
    expect(outputs).toMatchObject({
      digest,
      image: `ghcr.io/org/app@${digest}`,
      tags: 'ghcr.io/org/app:1\nghcr.io/org/app:latest',
      ...{ imageid: '', skipped: false, 'image-size': 1_000, version: '1' },
    })
    expect(tagged(registries.store, 'latest')).toBe(digest)
    expect(indexOf(registries, '1')).toMatchObject({
      manifests: [
        { digest: parts[1], platform: { architecture: 'amd64' } },
        { digest: parts[0], platform: { architecture: 'arm64' } },
      ],
    })
    expect(plans).toEqual([])
    expect(printed.join()).toContain('Joined linux/amd64, linux/arm64 as ghcr.io/org/app:1')
    expect(summaries).toHaveLength(1)
  })

  test('have the same digest in any order', async () => {
    const { registries, parts } = pushedParts()
    const one = await merging(registries, parts).outcome
    const other = await merging(registries, parts.toReversed()).outcome
    expect(other.digest).toBe(one.digest)
  })

  test('get the annotations that are for the index', async () => {
    const { registries, parts } = pushedParts()
    const annotations = [
      'org.opencontainers.image.source=https://example.test/a=b',
      'index:one=1',
      'manifest,index:two=2',
      'manifest:three=3',
      'index-descriptor:four=4',
    ].join('\n')
    await merging(registries, parts, { annotations }).outcome
    expect(indexOf(registries, 'main')).toMatchObject({
      annotations: {
        one: '1',
        'org.opencontainers.image.source': 'https://example.test/a=b',
        two: '2',
      },
    })
    expect(JSON.stringify(indexOf(registries, 'main'))).not.toMatch(/three|four/)
  })

  test('by digest get no name, and are there all the same', async () => {
    const { registries, parts } = pushedParts()
    const outputs = await merging(registries, parts, { push: 'by-digest' }).outcome
    const { digest } = outputs
    expect(registries.store.open('org/app').manifests.has(String(digest))).toBe(true)
    expect(tagsLike(registries.store, '')).toEqual([])
    expect(outputs).toMatchObject({ image: `ghcr.io/org/app@${digest}`, tags: '', version: '' })
  })
})

describe('one image', () => {
  const onlyPart = () => {
    const registries = memoryRegistries()
    return { registries, digest: storedImage(registries.store) }
  }

  test('gets its tags and keeps its digest: one manifest is written for each, and no blob is asked for', async () => {
    const { registries, digest } = onlyPart()
    const { outcome, printed } = merging(registries, [digest], { tags: '1\nlatest' })
    expect(await outcome).toMatchObject({
      ...{ digest, image: `ghcr.io/org/app@${digest}`, version: '1' },
      tags: 'ghcr.io/org/app:1\nghcr.io/org/app:latest',
    })
    expect(['1', 'latest'].map((tag) => tagged(registries.store, tag))).toEqual([digest, digest])
    expect(registries.requests).toEqual([
      `GET ghcr.io/v2/org/app/manifests/${digest}`,
      'PUT ghcr.io/v2/org/app/manifests/1',
      'PUT ghcr.io/v2/org/app/manifests/latest',
    ])
    expect(printed.join()).toContain(`${digest} stays as it is, and is now ghcr.io/org/app:1`)
  })

  test('that was joined by digest before gets its tags and keeps its digest', async () => {
    const { registries, parts } = pushedParts()
    const joined = await merging(registries, parts, { push: 'by-digest' }).outcome
    const before = registries.requests.length
    const tagging = merging(registries, [String(joined.digest)], { tags: '1' })
    expect((await tagging.outcome).digest).toBe(joined.digest)
    expect(tagged(registries.store, '1')).toBe(joined.digest)
    const asked = registries.requests.slice(before)
    expect(asked.filter((request) => request.startsWith('PUT'))).toEqual([
      'PUT ghcr.io/v2/org/app/manifests/1',
    ])
    expect(asked.join()).not.toContain('/blobs/')
  })

  test('by digest is written nowhere', async () => {
    const { registries, digest } = onlyPart()
    const { outcome, printed } = merging(registries, [digest], { push: 'by-digest' })
    expect((await outcome).digest).toBe(digest)
    expect(registries.requests).toEqual([`GET ghcr.io/v2/org/app/manifests/${digest}`])
    expect(printed.join()).toContain(`${digest} stays as it is, and gets no tag`)
  })

  test('gets an index where annotations are for one', async () => {
    const { registries, digest } = onlyPart()
    const outputs = await merging(registries, [digest], { annotations: 'index:one=1' }).outcome
    expect(outputs.digest).not.toBe(digest)
    expect(indexOf(registries, 'main')).toMatchObject({
      annotations: { one: '1' },
      manifests: [{ digest }],
    })
  })

  test.each([
    ['branch', contextWith({ ref: 'refs/heads/develop' }), '', ['develop']],
    [
      'git tag',
      contextWith({ ref: 'refs/tags/v1.2.3' }),
      'type=semver,pattern={{version}}\ntype=semver,pattern={{major}}.{{minor}}',
      ['1.2', '1.2.3', 'latest'],
    ],
    ['pull request', onPullRequest({}), '', ['pr-7']],
  ])('is named by the rules for tags in a run of a %s', async (_, context, tags, names) => {
    const { registries, digest } = onlyPart()
    await merging(registries, [digest], { tags }, { context }).outcome
    expect(tagsLike(registries.store, '')).toEqual(names)
  })
})

describe('no images are joined', () => {
  test.each([
    ['a fork', onPullRequest({ headRepository: 'stranger/shop' }), 'the fork stranger/shop'],
    ['an unknown event', contextWith({ event: 'workflow_run' }), "the event 'workflow_run'"],
  ])('in a run of %s, and no registry is asked', async (_, context, words) => {
    const { registries, parts } = pushedParts()
    const { outcome } = merging(registries, parts, {}, { context })
    await expect(outcome).rejects.toThrow(words)
    expect(registries.requests).toEqual([])
  })

  test('where nothing is to be pushed', async () => {
    const { registries, parts } = pushedParts()
    const { outcome } = merging(registries, parts, { push: 'false' })
    await expect(outcome).rejects.toThrow("input 'push' is 'false'")
    expect(registries.requests).toEqual([])
  })

  test('when one is gone', async () => {
    const { registries, parts } = pushedParts()
    const { outcome } = merging(registries, [...parts, `sha256:${'0'.repeat(64)}`])
    await expect(outcome).rejects.toThrow('Could not read manifest "sha256:000')
    expect(tagsLike(registries.store, '')).toEqual([])
  })

  test('when two are for one platform', async () => {
    const { registries, parts } = pushedParts()
    const twin = storedImage(registries.store, { architecture: 'arm64', note: 'other' })
    const { outcome } = merging(registries, [...parts, twin])
    await expect(outcome).rejects.toThrow('Two parts are for linux/arm64')
    expect(tagsLike(registries.store, '')).toEqual([])
  })

  test('that are in another repository', async () => {
    const { registries, parts } = pushedParts()
    const { outcome } = merging(registries, [`ghcr.io/other/app@${parts[0]}`])
    await expect(outcome).rejects.toThrow("'digests'")
  })
})
