import { UserError } from '@ci-kit/core/errors'
import { type ArtifactPorts, findArtifacts } from '@ci-kit/trivy-scan/artifact/find-artifacts'
import type { Targets } from '@ci-kit/trivy-scan/inputs/targets'
import { describe, expect, test } from '@jest/globals'
import { memoryLog, memoryWorkspace } from '../../docker-cache/fake-ports.ts'
import {
  memoryRegistries,
  storedImage,
  storedIndex,
} from '../../docker-cache/image/memory-registry.ts'
import { report } from '../findings/reports.ts'
import { type Given, inputsOf } from '../inputs/parsed.ts'

const world = (files: Readonly<Record<string, string>> = {}) => {
  const registries = memoryRegistries()
  const { log, texts } = memoryLog()
  const ports: ArtifactPorts = {
    log,
    workspace: memoryWorkspace('app/go.mod', 'bom.json', ...Object.keys(files)),
    root: '/workspace',
    folder: '/private',
    cancellation: new AbortController().signal,
    registries: registries.registry,
    readFile: async (path, input) => {
      const text = files[path]
      if (text === undefined) throw new UserError(`Input '${input}' names '${path}', not there.`)
      return Buffer.from(text)
    },
  }
  const find = (given: Given) => findArtifacts(targetsOf(given), ports)
  return { ...registries, find, ports, texts }
}

const targetsOf = (given: Given): Targets => inputsOf(given).targets

describe('images', () => {
  test('are found by digest, in their order, and keep the name that people gave', async () => {
    const { store, find } = world()
    const one = storedImage(store, { tag: '1', note: 'one' })
    const two = storedIndex(store, ['amd64', 'arm64'], { tag: '2' })
    const found = await find({ 'image-ref': 'r.test/org/app:2\nr.test/org/app:1' })
    expect(found).toMatchObject([
      {
        name: 'r.test/org/app:2',
        artifact: {
          name: 'r.test/org/app:2',
          reference: `r.test/org/app@${two}`,
          digest: two,
          parts: [{ platform: 'linux/amd64' }, { platform: 'linux/arm64' }],
        },
        image: { repository: 'r.test/org/app', digest: two },
        baseline: undefined,
      },
      {
        artifact: {
          digest: one,
          parts: [
            {
              platform: 'linux/amd64',
              digest: one,
              subject: { kind: 'registry', reference: `r.test/org/app@${one}` },
            },
          ],
        },
      },
    ])
  })

  test('that are not there leave the others', async () => {
    const { store, find } = world()
    storedImage(store, { tag: '1' })
    const [missing, found] = await find({ 'image-ref': 'r.test/org/no:1\nr.test/org/app:1' })
    expect(missing).toEqual({ name: 'r.test/org/no:1', error: expect.any(UserError) })
    expect(missing).toHaveProperty('error.message', expect.stringContaining('r.test/org/no'))
    expect(found).toHaveProperty('artifact.name', 'r.test/org/app:1')
  })

  test('without a wanted platform are errors of their own', async () => {
    const { store, find } = world()
    storedImage(store, { tag: '1' })
    const [found] = await find({ 'image-ref': 'r.test/org/app:1', platforms: 'linux/s390x' })
    expect(found).toHaveProperty('error.message', expect.stringContaining('linux/s390x'))
  })

  test('end all by what is no error for the author', async () => {
    const { ports } = world()
    const reason = new Error('cancelled')
    const registries = () => {
      throw reason
    }
    const finding = findArtifacts(targetsOf({}), { ...ports, registries })
    await expect(finding).rejects.toBe(reason)
  })
})

describe('a path', () => {
  test.each([
    ['fs', '.', '.'],
    ['config', 'app', 'app'],
    ['sbom', 'bom.json', 'bom.json'],
  ])('of %s is found at %s', async (kind, path, name) => {
    const found = await world().find({ 'image-ref': '', 'scan-type': kind, 'scan-ref': path })
    const parts = [{ platform: '', digest: '', subject: { kind, path } }]
    const artifact = { name, reference: name, digest: '', parts }
    expect(found).toEqual([{ name, artifact, image: undefined, baseline: undefined }])
  })

  test.each([
    ['fs', 'gone', "'scan-ref' is 'gone'"],
    ['rootfs', 'bom.json', "'scan-ref' is 'bom.json', which is a file"],
  ])('of %s at %s is an error', async (kind, path, words) => {
    const [found] = await world().find({ 'image-ref': '', 'scan-type': kind, 'scan-ref': path })
    expect(found).toEqual({ name: path, error: expect.any(UserError) })
    expect(found).toHaveProperty('error.message', expect.stringContaining(words))
  })

  test('of an archive that is not there is an error', async () => {
    const [found] = await world().find({ 'image-ref': '', input: 'i.tar' })
    expect(found).toHaveProperty('error.message', expect.stringContaining("'input' is 'i.tar'"))
  })
})

describe('the baseline', () => {
  const compared = { 'image-ref': 'r.test/org/app:2', baseline: 'r.test/org/app:1' }

  test('is an image, only on the platforms that the artifact has', async () => {
    const { store, find } = world()
    storedIndex(store, ['arm64', 'amd64', 's390x'], { tag: '1' })
    storedIndex(store, ['amd64', 'arm64', 'ppc64le'], { tag: '2' })
    const [found] = await find(compared)
    expect(found).toMatchObject({
      baseline: {
        kind: 'artifact',
        artifact: {
          name: 'r.test/org/app:1',
          parts: [{ platform: 'linux/arm64' }, { platform: 'linux/amd64' }],
        },
      },
    })
  })

  test.each([
    ['it', { note: 'old', architecture: '' }, { note: 'new' }],
    ['the artifact', { note: 'old' }, { note: 'new', architecture: '' }],
  ])('is compared without platforms when %s names none', async (_, old, fresh) => {
    const { store, find } = world()
    storedImage(store, { tag: '1', ...old })
    storedImage(store, { tag: '2', ...fresh })
    const [found] = await find(compared)
    expect(found).toHaveProperty('baseline.artifact.parts.length', 1)
  })

  test('that does not exist is told, and compares with nothing', async () => {
    const { store, find, texts } = world()
    storedImage(store, { tag: '2' })
    const [found] = await find(compared)
    expect(found).toMatchObject({ name: 'r.test/org/app:2', baseline: undefined })
    expect(found).toHaveProperty('artifact')
    expect(texts('notice')).toEqual([
      'The baseline r.test/org/app:1 does not exist, so all findings of r.test/org/app:2 count as if there were none.',
    ])
    expect(texts('warning')).toEqual([])
  })

  test.each([401, 403, 500])('that is refused with %d is a warning', async (status) => {
    const { store, find, refuse, texts } = world()
    storedImage(store, { tag: '2' })
    refuse({ method: 'GET', path: /manifests\/1$/, status })
    const [found] = await find(compared)
    expect(found).toMatchObject({ baseline: undefined, artifact: { name: 'r.test/org/app:2' } })
    const [warning] = texts('warning')
    expect(warning).toMatch(
      /^All findings of r\.test\/org\/app:2 count, because the baseline r\.test\/org\/app:1 cannot be used: Could not read/,
    )
    expect(texts('notice')).toEqual([])
  })

  test('is a stored report, which was scanned with another database', async () => {
    const { store, find } = world({ 'old.json': report([]) })
    storedImage(store, { tag: '2' })
    const [found] = await find({ ...compared, baseline: 'old.json' })
    expect(found).toMatchObject({
      baseline: {
        kind: 'report',
        baseline: { name: 'old.json (r.test/app@sha256:1)', findings: [], sameDatabase: false },
      },
    })
  })

  test.each([
    ['is broken', { 'old.json': '{' }],
    ['is another', { 'old.json': '{"a": 1}' }],
    ['is missing', {}],
  ])('in a report that %s ends all before anything is asked', async (_, files) => {
    const { find, requests } = world(files)
    const finding = find({ ...compared, baseline: 'old.json' })
    await expect(finding).rejects.toThrow("Input 'baseline' names 'old.json'")
    await expect(finding).rejects.toBeInstanceOf(UserError)
    expect(requests).toEqual([])
  })

  test('of several images is that of the same line', async () => {
    const { store, find } = world({ 'b.json': report([], { ArtifactName: 'old b' }) })
    storedImage(store, { name: 'a', tag: '1' })
    storedImage(store, { name: 'b', tag: '1' })
    const found = await find({
      'image-ref': 'r.test/b:1\nr.test/a:1',
      baseline: 'b.json\nr.test/b:1',
    })
    expect(found).toMatchObject([
      { name: 'r.test/b:1', baseline: { baseline: { name: 'b.json (old b)' } } },
      { name: 'r.test/a:1', baseline: { artifact: { name: 'r.test/b:1' } } },
    ])
  })
})
