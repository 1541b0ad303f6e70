import { existsSync, readdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { UserError } from '@ci-kit/core/errors'
import { digestOf } from '@ci-kit/oci/digest'
import { OCI_MANIFEST } from '@ci-kit/oci/media-types'
import type { PlatformArchive } from '@ci-kit/trivy-scan/target/target'
import { describe, expect, test } from '@jest/globals'
import { json } from '../../../fakes/oci-artifact.ts'
import { type Files, tarOf } from '../../../fakes/tar.ts'
import { blobName, folderWith, layoutOf, resolving } from './archives.ts'
import { ATTESTATION_MARK, attestation, chart, entry, image, index } from './images.ts'

const amd64 = image('linux/amd64', 'one')
const arm64 = image('linux/arm64', 'two')
const both = index(entry(amd64, 'linux/amd64'), entry(arm64, 'linux/arm64'))
const two = layoutOf([entry(both)], both, amd64, arm64)

/** A layout as a folder and as archives. */
const FORMS: readonly [string, (files: Files) => Promise<Files>][] = [
  ['a folder', async (files) => prefixed(files)],
  ['an archive', async (files) => ({ app: await tarOf(files) })],
  ['a gzipped archive', async (files) => ({ app: gzipSync(await tarOf(files)) })],
  ['an archive with ./ in front', async (files) => ({ app: await tarOf(prefixed(files, '.')) })],
]
const prefixed = (files: Files, folder = 'app'): Files =>
  Object.fromEntries(Object.entries(files).map(([name, content]) => [`${folder}/${name}`, content]))

const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'))
/** What trivy finds in a view: the only entry of its index, and whether its blobs are there. */
const viewOf = ({ folder, input }: PlatformArchive) => {
  const layout = join(folder, input)
  const blobs = readdirSync(join(layout, 'blobs', 'sha256'))
  return { index: read(join(layout, 'index.json')), blobs: blobs.map((at) => `blobs/sha256/${at}`) }
}

describe.each(FORMS)('a layout as %s', (_, form) => {
  test('has a view for each platform, over the same blobs', async () => {
    const { target } = resolving(folderWith(await form(two)), 'app')
    const { name, digest, platforms } = await target
    expect({ name, digest }).toEqual({ name: 'app', digest: both.digest })
    expect(platforms.map((at) => [at.platform, at.digest, at.input])).toEqual([
      ['linux/amd64', amd64.digest, 'app'],
      ['linux/arm64', arm64.digest, 'app'],
    ])
    for (const [at, artifact] of [amd64, arm64].entries()) {
      const view = viewOf(platforms[at] ?? { platform: '', digest: '', input: '', folder: '' })
      expect(view.index).toEqual({ schemaVersion: 2, manifests: [entry(artifact)] })
      for (const bytes of [artifact.manifest, artifact.config, ...artifact.layers])
        expect(view.blobs).toContain(blobName(bytes))
    }
  })

  test('gives only the wanted platforms', async () => {
    const { target } = resolving(folderWith(await form(two)), 'app', ['linux/arm64'])
    expect((await target).platforms.map(({ platform }) => platform)).toEqual(['linux/arm64'])
  })

  test('of one image tells its platform by the config', async () => {
    const { target } = resolving(folderWith(await form(layoutOf([entry(amd64)], amd64))), 'app')
    expect(await target).toMatchObject({
      digest: amd64.digest,
      platforms: [{ platform: 'linux/amd64', digest: amd64.digest }],
    })
  })

  test('of an image with two tags is of one image', async () => {
    const tags = ['1', '2'].map((tag) =>
      entry(amd64, undefined, { annotations: { 'org.opencontainers.image.ref.name': tag } }),
    )
    const { target } = resolving(folderWith(await form(layoutOf(tags, amd64))), 'app')
    expect(await target).toMatchObject({ digest: amd64.digest, platforms: [{}] })
  })

  test('leaves attestations out, and platforms that it does not hold', async () => {
    const proof = attestation()
    const whole = index(
      entry(amd64, 'linux/amd64'),
      entry(arm64, 'linux/arm64'),
      entry(proof, 'unknown/unknown', ATTESTATION_MARK),
    )
    const files = layoutOf([entry(whole)], whole, amd64, proof)
    const { target } = resolving(folderWith(await form(files)), 'app')
    expect((await target).platforms.map(({ digest }) => digest)).toEqual([amd64.digest])
  })

  const without = (files: Files, name: string): Files =>
    Object.fromEntries(Object.entries(files).filter(([at]) => at !== name))

  test.each<[string, Files, string]>([
    [
      'several images for one platform',
      layoutOf([entry(amd64), entry(image('linux/amd64', 'x'))], amd64, image('linux/amd64', 'x')),
      'holds several images for the same platform. Put one image into each',
    ],
    [
      'no image at all',
      layoutOf([entry(both)], both),
      'names images, but holds none of them. Write it again',
    ],
    ['a chart', layoutOf([entry(chart())], chart()), 'without any image that can be scanned'],
    ['an index.json of no JSON', { ...two, 'index.json': '{"manifests"' }, 'index.json'],
    ['an index.json of anything', { ...two, 'index.json': '{"a":1}' }, 'index.json'],
    [
      'an index.json with a path as digest',
      { ...two, 'index.json': JSON.stringify({ manifests: [{ digest: '../../x', size: 1 }] }) },
      'index.json that cannot be read',
    ],
    [
      'no index that the index.json names',
      without(two, blobName(both.manifest)),
      `lacks blob ${both.digest}`,
    ],
    [
      'an index with other bytes',
      { ...two, [blobName(both.manifest)]: '{"manifests":[]}' },
      'is damaged: blob ',
    ],
    [
      'no config that tells the platform',
      without(layoutOf([entry(amd64)], amd64), blobName(amd64.config)),
      'lacks blob',
    ],
  ])('with %s is an error', async (_, files, text) => {
    const { target } = resolving(folderWith(await form(files)), 'app')
    await expect(target).rejects.toThrow(UserError)
    await expect(target).rejects.toThrow(text)
    await expect(target).rejects.toThrow("'app' of input 'input'")
  })

  /** Trivy takes a layer without bytes for one without packages. */
  test.each([
    ['without bytes', ''],
    ['with other bytes', 'other'],
  ])('with a layer %s is an error', async (_, content) => {
    const [layer = Buffer.of()] = arm64.layers
    const workspace = folderWith(await form({ ...two, [blobName(layer)]: content }))
    await expect(resolving(workspace, 'app').target).rejects.toThrow(
      /^'app' of input 'input' is damaged: blob \S+ has other bytes\. Write it again\.$/,
    )
  })

  test('without a layer is an error that names it', async () => {
    const [layer = Buffer.of()] = arm64.layers
    const workspace = folderWith(await form(without(two, blobName(layer))))
    await expect(resolving(workspace, 'app').target).rejects.toThrow(
      "'app' of input 'input' lacks ",
    )
    await expect(resolving(workspace, 'app').target).rejects.toThrow(blobName(layer).slice(-64))
  })

  test('without the wanted platform is an error', async () => {
    const { target } = resolving(folderWith(await form(two)), 'app', ['linux/s390x'])
    await expect(target).rejects.toThrow(
      "Input 'platforms' asks for linux/s390x, which app does not have. It has linux/amd64, linux/arm64",
    )
  })
})

describe('a layout in an archive', () => {
  test('is unpacked only as far as it is scanned', async () => {
    const files = { ...two, 'other.txt': 'x', [blobName(Buffer.from('stray'))]: 'stray' }
    const workspace = folderWith({ app: await tarOf(files) })
    const [only] = (await resolving(workspace, 'app', ['linux/arm64']).target).platforms
    expect(only && viewOf(only).blobs.toSorted()).toEqual(
      [arm64.manifest, arm64.config, ...arm64.layers].map(blobName).toSorted(),
    )
  })

  test('ends with the cancellation and its reason', async () => {
    const reason = new Error('cancelled')
    const workspace = folderWith({ app: await tarOf(two) })
    const { target } = resolving(workspace, 'app', 'all', AbortSignal.abort(reason))
    await expect(target).rejects.toBe(reason)
  })
})

describe('a folder', () => {
  test('is not looked into for platforms that nobody wants', async () => {
    const [layer = Buffer.of()] = arm64.layers
    const workspace = folderWith(prefixed({ ...two, [blobName(layer)]: '' }))
    const { platforms } = await resolving(workspace, 'app', ['linux/amd64']).target
    expect(platforms.map(({ digest }) => digest)).toEqual([amd64.digest])
  })

  test('ends with the cancellation and its reason', async () => {
    const reason = new Error('cancelled')
    const { target } = resolving(folderWith(prefixed(two)), 'app', 'all', AbortSignal.abort(reason))
    await expect(target).rejects.toBe(reason)
  })

  test('has views with the type that the manifest names, and that of OCI where it names none', async () => {
    const typed = async (mediaType: string | undefined): Promise<unknown> => {
      const { mediaType: _, ...rest } = Object(JSON.parse(Buffer.from(amd64.manifest).toString()))
      const manifest = json({ ...rest, ...(mediaType && { mediaType }) })
      const bare = { ...amd64, manifest, digest: digestOf(manifest) }
      const workspace = folderWith(prefixed(layoutOf([entry(bare)], bare)))
      const [only] = (await resolving(workspace, 'app').target).platforms
      return only && viewOf(only).index
    }
    const docker = 'application/vnd.docker.distribution.manifest.v2+json'
    expect(await typed(docker)).toMatchObject({ manifests: [{ mediaType: docker }] })
    expect(await typed(undefined)).toMatchObject({ manifests: [{ mediaType: OCI_MANIFEST }] })
  })

  test('without an index.json is told what would be one', async () => {
    const { target } = resolving(folderWith({ 'app/x': '' }), 'app')
    await expect(target).rejects.toThrow(
      "'app' of input 'input' is no OCI layout: it has no index.json. Name the folder",
    )
  })

  test('whose index.json is a folder is none', async () => {
    const { target } = resolving(folderWith({ 'app/index.json/x': '' }), 'app')
    await expect(target).rejects.toThrow('it has no index.json')
  })

  test('with a manifest of many bytes is not read', async () => {
    const files = { ...two, 'index.json': ' '.repeat(9 * 1024 * 1024) }
    const { target } = resolving(folderWith(prefixed(files)), 'app')
    await expect(target).rejects.toThrow('index.json in the OCI layout has 9437184 bytes')
  })

  test('behind a link is where the link points', async () => {
    const workspace = folderWith(prefixed(two))
    symlinkSync('app', join(workspace, 'link'))
    const [first] = (await resolving(workspace, 'link').target).platforms
    if (first === undefined) throw new Error('no view')
    expect(realpathSync(join(first.folder, first.input, 'blobs'))).toBe(
      realpathSync(join(workspace, 'app', 'blobs')),
    )
  })

  test.each([
    ['a:b@c', 'a_b_c'],
    ['-v', 'image-v'],
    ['--server=x', 'image--server_x'],
    ['.hidden', 'image.hidden'],
    ['ü b', '__b'],
  ])('named %s has views with a name that means nothing to trivy', async (name, safe) => {
    const workspace = folderWith(prefixed(two, name))
    const { name: shown, platforms } = await resolving(workspace, name).target
    expect(shown).toBe(name)
    expect(platforms.map(({ input }) => input)).toEqual([safe, safe])
  })
})

test('nothing is written beside the folder of the step', async () => {
  const workspace = folderWith({ app: await tarOf(two) })
  const { folder, target } = resolving(workspace, 'app')
  for (const platform of (await target).platforms)
    expect(platform.folder.startsWith(folder)).toBe(true)
  expect(readdirSync(workspace)).toEqual(['app'])
  expect(existsSync(join(workspace, 'blobs'))).toBe(false)
})
