import { describe, expect, test } from '@jest/globals'
import { contextWith, onPullRequest } from '../contexts.ts'
import { FILES, type World } from '../fake-run.ts'
import { memoryRegistries, storedImage, storedIndex, tagged, tagsLike } from './memory-registry.ts'
import { earlier, type Given, later, NONE } from './runs-in-turn.ts'

describe('an image of the same content', () => {
  test('is taken: nothing is built, no blob is moved, and it gets the new tags', async () => {
    const { registries } = await earlier()
    registries.requests.length = 0
    const run = await later(registries, { tags: '1\nlatest' })
    expect(run.image.skipped).toBe(true)
    expect(run.plans).toEqual([])
    expect(tagged(registries.store, 'latest')).toBe(run.image.digest)
    expect(tagged(registries.store, '1')).toBe(tagged(registries.store, 'main'))
    expect(registries.requests.filter((line) => line.includes('/blobs/'))).toEqual([])
    expect(registries.requests.filter((line) => line.startsWith('GET'))).toHaveLength(1)
    expect(run.printed.join('\n')).toMatch(
      /Nothing changed: in-[0-9a-f]{64} has the same content\./,
    )
  })

  test('has no facts about a build', async () => {
    const { registries } = await earlier()
    const { facts, image } = await later(registries)
    expect(facts).toBeUndefined()
    expect(image.image?.instances).toHaveLength(1)
  })

  test.each<[string, Given, World]>([
    ['a file', {}, { files: { ...FILES, a: 'two' } }],
    ['the Dockerfile', {}, { files: { ...FILES, Dockerfile: `${FILES.Dockerfile}# x\n` } }],
    ['a build argument', { 'build-args': 'A=1' }, {}],
    ['a label', { labels: 'a=b' }, {}],
    ['the target', { target: 'x' }, {}],
    ['the platforms', { platforms: 'linux/arm64' }, {}],
    ['the compression', { compression: 'zstd' }, {}],
    ['an attestation', { provenance: 'mode=max' }, {}],
    ['SOURCE_DATE_EPOCH', {}, { env: { SOURCE_DATE_EPOCH: '1' } }],
    ["buildx' default platform", {}, { env: { DOCKER_DEFAULT_PLATFORM: 'linux/arm64' } }],
  ])('is not there after a change of %s', async (_, given, around) => {
    const { registries } = await earlier()
    const run = await later(registries, given, around)
    expect(run.reason).toBe(NONE)
    expect(run.plans).toHaveLength(1)
  })

  test('is found again after a build of the same content', async () => {
    const { registries } = await earlier()
    const changed = { files: { ...FILES, a: 'two' } }
    await later(registries, {}, changed)
    const third = await later(registries, {}, changed)
    expect(third.image.skipped).toBe(true)
  })

  test('is not there before anything was built', async () => {
    const run = await later(memoryRegistries())
    expect(run.reason).toBe(NONE)
  })

  test('of several platforms has to have all of them', async () => {
    const platforms = { platforms: 'linux/amd64,linux/arm64' }
    const { registries } = await earlier(platforms)
    const { store } = registries
    const [key = ''] = tagsLike(store, 'in-')
    storedIndex(store, ['amd64'], { tag: key })
    expect((await later(registries, platforms)).reason).toContain('lacks linux/arm64')
    storedIndex(store, ['amd64', 'arm64'], { tag: key })
    expect((await later(registries, platforms)).image.skipped).toBe(true)
  })

  test('of which a platform is gone is built again', async () => {
    const platforms = { platforms: 'linux/amd64,linux/arm64' }
    const { registries } = await earlier(platforms)
    const { store } = registries
    const [key = ''] = tagsLike(store, 'in-')
    storedIndex(store, ['amd64', 'arm64'], { tag: key })
    store
      .open('org/app')
      .manifests.delete(storedImage(store, { architecture: 'arm64', note: 'arm64' }))
    expect((await later(registries, platforms)).reason).toContain('could not be checked')
  })
})

describe('who finds what', () => {
  const pull = (change = {}): World => ({ context: onPullRequest(change) })

  test('what a pull request wrote is not found by the branch that it wants to get into', async () => {
    const { registries } = await earlier({}, pull())
    const run = await later(registries)
    expect(run.reason).toBe(NONE)
  })

  test('nor by another pull request, but by itself', async () => {
    const { registries } = await earlier({}, pull())
    expect((await later(registries, {}, pull())).image.skipped).toBe(true)
    expect((await later(registries, {}, pull({ number: 8 }))).reason).toBe(NONE)
  })

  test('a pull request finds what its base and the default branch wrote', async () => {
    const { registries } = await earlier()
    expect((await later(registries, {}, pull())).image.skipped).toBe(true)
    expect(tagged(registries.store, 'pr-7')).toBe(tagged(registries.store, 'main'))
  })

  test('one from a fork finds it too, and gives it no tag', async () => {
    const { registries } = await earlier()
    const { store } = registries
    const tags = [...store.open('org/app').tags.keys()]
    const run = await later(registries, {}, pull({ headRepository: 'stranger/shop' }))
    expect(run.image.skipped).toBe(true)
    expect([...store.open('org/app').tags.keys()]).toEqual(tags)
  })

  test('a release finds what the default branch wrote, and nothing of another branch', async () => {
    const release = { context: contextWith({ ref: 'refs/tags/v1.0.0' }) }
    const branch = await earlier({}, { context: contextWith({ ref: 'refs/heads/x' }) })
    expect((await later(branch.registries, {}, release)).reason).toBe(NONE)
    const main = await earlier()
    expect((await later(main.registries, {}, release)).image.skipped).toBe(true)
  })

  test('a release leaves no key', async () => {
    const context = contextWith({ ref: 'refs/tags/v1.0.0' })
    const { registries } = await earlier({}, { context })
    expect(tagsLike(registries.store, 'in-')).toEqual([])
    expect(tagsLike(registries.store, '1.0.0')).toEqual(['1.0.0'])
  })

  test('a run without a push leaves none either', async () => {
    const { registries } = await earlier({ push: 'false' })
    expect(tagsLike(registries.store, '')).toEqual([])
  })

  test('components of one repository do not find each other', async () => {
    const { registries } = await earlier({ 'cache-scope': 'one' })
    expect((await later(registries, { 'cache-scope': 'two' })).reason).toBe(NONE)
  })
})
