import { describe, expect, test } from '@jest/globals'
import { until } from '../../../fakes/until.ts'
import { onPullRequest } from '../contexts.ts'
import { FILES } from '../fake-run.ts'
import { built, cached, records } from '../records.ts'
import { made, making } from './made.ts'
import { memoryRegistries, storedImage, storedIndex, tagged, tagsLike } from './memory-registry.ts'
import { cacheExports, done, endless, failed, pushed, pushes } from './scripted-builder.ts'

const STEP = records(built('[1/4] COPY a /a', 0, 1))

/** A run whose builder pushes an image. */
const pushing = (given: Readonly<Record<string, string>> = {}) => {
  const registries = memoryRegistries()
  return made(given, { registries, builds: [pushes(registries, { steps: [STEP] })] })
}

describe('an image that was built', () => {
  test('is read back from the registry, and has its size from there', async () => {
    const { image, registries } = await pushing()
    expect(image).toMatchObject({ skipped: false, image: { digest: image.digest, size: 1000 } })
    expect(registries.requests).toContain(`GET ghcr.io/v2/org/app/manifests/${image.digest}`)
  })

  test('has no name until it is given one, and its key comes last', async () => {
    const registries = memoryRegistries()
    const { image } = making(
      { tags: '1\n2' },
      { registries, builds: [pushes(registries, { steps: [STEP] })] },
    )
    const { tag, remember, plan } = await image
    expect(tagsLike(registries.store, '')).toEqual([])
    await tag(plan.tags)
    expect(tagsLike(registries.store, '')).toEqual(['1', '2'])
    await remember()
    expect(tagsLike(registries.store, 'in-')).toHaveLength(1)
  })

  test('of several platforms is read as a whole', async () => {
    const registries = memoryRegistries()
    const digest = storedIndex(registries.store, ['amd64', 'arm64'])
    const { image } = await made(
      { platforms: 'linux/amd64,linux/arm64' },
      { registries, builds: [done([STEP, ...pushed(digest)], digest)] },
    )
    expect(image.image?.instances).toHaveLength(2)
    expect(image.image?.configDigest).toBeUndefined()
  })

  test('that was not pushed has a digest, and no names that anybody could write', async () => {
    const { image, registries } = await made({ push: 'false' }, { builds: [done([STEP])] })
    expect(image).toMatchObject({ skipped: false, image: undefined })
    expect(image.digest).toMatch(/^sha256:d{64}$/)
    expect(registries.requests.filter((line) => /^(PUT|POST)/.test(line))).toEqual([])
  })

  test('of which the registry has no such manifest is an error, and the builder is ended', async () => {
    const script = endless([STEP, ...pushed(), cacheExports])
    const { image, repeated } = making({}, { builds: [script] })
    await expect(image).rejects.toThrow(
      /Could not read manifest "sha256:d{64}" in ghcr.io\/org\/app/,
    )
    await until(() => repeated.size === 0)
  })

  test('of which the registry answers other bytes is an error, and gets no name', async () => {
    const registries = memoryRegistries()
    const { store } = registries
    const digest = storedImage(store, { note: 'good' })
    const other = store.open('org/app').manifests.get(storedImage(store, { note: 'bad' }))
    if (other === undefined) throw new Error('it was just put there')
    store.open('org/app').manifests.set(digest, other)
    const { image, repeated } = making(
      {},
      { registries, builds: [endless([STEP, ...pushed(digest), cacheExports])] },
    )
    await expect(image).rejects.toThrow('do not have the digest')
    await until(() => repeated.size === 0)
    expect(tagsLike(store, '')).toEqual([])
  })

  test('without a digest is an error that says what to do', async () => {
    const { image } = making({}, { builds: [() => ({ kind: 'done', digest: undefined })] })
    await expect(image).rejects.toThrow('BuildKit 0.11 or later')
  })

  test('whose key cannot be written is good, and a warning', async () => {
    const registries = memoryRegistries()
    registries.refuse({ method: 'PUT', path: /manifests\/in-/, status: 403 })
    const { image, texts } = await made({}, { registries, builds: [pushes(registries)] })
    expect(tagged(registries.store, 'main')).toBe(image.digest)
    expect(texts('warning').join()).toContain(
      'The next run does not find this image by its content',
    )
  })

  test('that cannot be named is an error that names the tag', async () => {
    const registries = memoryRegistries()
    registries.refuse({ method: 'PUT', path: /manifests\/2$/, status: 403 })
    const { image } = making({ tags: '1\n2' }, { registries, builds: [pushes(registries)] })
    const { tag, plan } = await image
    await expect(tag(plan.tags)).rejects.toThrow('1 of 2 tags could not be written: 2.')
  })
})

test('a build that fails gives its progress, once, and no image', async () => {
  const error = 'exit code: 2'
  const { image, failures, registries } = making(
    {},
    { builds: [failed(['ERROR: nope'], [records(built('[1/4] COPY a /a', 0, 1, { error }))])] },
  )
  await expect(image).rejects.toThrow('nope')
  expect(failures).toMatchObject([{ graph: { failure: { error } }, text: ['ERROR: nope'] }])
  expect(tagsLike(registries.store, '')).toEqual([])
})

test('a registry that is busy is asked whether it is ready before the push is tried again', async () => {
  const registries = memoryRegistries()
  const busy = 'ERROR: failed to solve: failed to push ghcr.io/org/app: 503 Service Unavailable'
  const { image } = making({}, { registries, builds: [failed([busy]), pushes(registries)] })
  expect((await image).image?.size).toBe(1000)
  expect(registries.requests).toContain('HEAD ghcr.io/v2/org/app/manifests/latest')
})

test('an image that may not be written is built, and nothing is written to the registry', async () => {
  const registries = memoryRegistries()
  const { plans } = await made(
    {},
    {
      registries,
      context: onPullRequest({ headRepository: 'stranger/shop' }),
      builds: [done([STEP])],
    },
  )
  expect(plans).toMatchObject([{ output: { push: 'no' }, cacheTo: [] }])
  expect(registries.requests.filter((line) => /^(PUT|POST|PATCH|DELETE)/.test(line))).toEqual([])
})

test('the key is of what was there when the image was made, whoever else writes', async () => {
  const registries = memoryRegistries()
  const builds = [pushes(registries, { steps: [records(cached('[1/4] COPY a /a'))] })]
  const one = await made({}, { registries, builds })
  const other = await made({}, { registries, builds, files: { ...FILES, a: 'two' } })
  expect(other.image.skipped).toBe(false)
  expect(tagsLike(registries.store, 'in-')).toHaveLength(2)
  expect(one.image.digest).toBe(other.image.digest)
})
