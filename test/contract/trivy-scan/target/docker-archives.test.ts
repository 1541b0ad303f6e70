import { createWriteStream, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip, gzipSync } from 'node:zlib'
import { UserError } from '@ci-kit/core/errors'
import { describe, expect, test } from '@jest/globals'
import { pack } from 'tar-stream'
import { alpineImage, dockerArchive } from '../../../fakes/sample-image.ts'
import { tarOf } from '../../../fakes/tar.ts'
import { blobName, folderWith, layoutOf, type Member, resolving, tarOfMembers } from './archives.ts'
import { ATTESTATION_MARK, attestation, entry, image, index } from './images.ts'

const arm64 = () => alpineImage({ packages: { busybox: '1' }, platform: 'linux/arm64' })
const saved = async () => dockerArchive(await arm64(), 'app:1')

const targetOf = (content: string | Uint8Array, name = 'image.tar') =>
  resolving(folderWith({ [name]: content }), name).target

describe('an archive of docker save', () => {
  test.each([
    ['as it is', (bytes: Uint8Array) => bytes],
    ['gzipped', (bytes: Uint8Array) => gzipSync(bytes)],
  ])('%s is given to trivy as it is', async (_, packed) => {
    const workspace = folderWith({ 'out/image.tar': packed(await saved()) })
    const { target, folder } = resolving(workspace, 'out/image.tar')
    expect(await target).toEqual({
      name: 'out/image.tar',
      digest: '',
      platforms: [
        { platform: 'linux/arm64', digest: '', input: 'out/image.tar', folder: workspace },
      ],
    })
    expect(readdirSync(folder)).toEqual([])
  })

  test('of a new Docker is also a layout, and names the digest', async () => {
    const artifact = image('linux/amd64')
    const proof = attestation()
    const whole = index(
      entry(artifact, 'linux/amd64'),
      entry(proof, 'unknown/unknown', ATTESTATION_MARK),
    )
    const files = {
      ...layoutOf([entry(whole)], whole, artifact, proof),
      'manifest.json': JSON.stringify([{ Config: 'blobs/x', RepoTags: ['app:1'], Layers: [] }]),
    }
    expect(await targetOf(await tarOf(files))).toMatchObject({
      digest: whole.digest,
      platforms: [{ digest: artifact.digest, input: 'image.tar' }],
    })
  })

  test('of a new Docker may have several platforms, and has them all', async () => {
    const [one, two] = [image('linux/amd64', '1'), image('linux/arm64', '2')]
    const whole = index(entry(one, 'linux/amd64'), entry(two, 'linux/arm64'))
    const files = {
      ...layoutOf([entry(whole)], whole, one, two),
      'manifest.json': JSON.stringify([{ Config: 'blobs/x', RepoTags: ['app:1'], Layers: [] }]),
    }
    const { platforms } = await targetOf(await tarOf(files))
    expect(platforms.map(({ platform }) => platform)).toEqual(['linux/amd64', 'linux/arm64'])
  })

  test('of a new Docker with a damaged layer is an error', async () => {
    const artifact = image('linux/amd64')
    const layer = blobName(artifact.layers[0] ?? Buffer.of())
    const files = {
      ...layoutOf([entry(artifact)], artifact),
      [layer]: '',
      'manifest.json': JSON.stringify([{ Config: 'blobs/x', RepoTags: null, Layers: [layer] }]),
    }
    await expect(targetOf(await tarOf(files))).rejects.toThrow(
      `'image.tar' of input 'input' is damaged: blob ${layer} has other bytes`,
    )
  })

  test('that does not say its platform has none', async () => {
    const manifest = JSON.stringify([{ Config: 'gone.json', RepoTags: null, Layers: [] }])
    expect(await targetOf(await tarOf({ 'manifest.json': manifest }))).toMatchObject({
      platforms: [{ platform: '' }],
    })
  })

  test('without the wanted platform is an error', async () => {
    const { target } = resolving(folderWith({ a: await saved() }), 'a', ['linux/amd64'])
    await expect(target).rejects.toThrow(
      'asks for linux/amd64, which a does not have. It has linux/arm64',
    )
  })

  test('with several images is an error with their names', async () => {
    const manifest = JSON.stringify([
      { Config: 'a', RepoTags: ['a:1', 'a:\u001b2'], Layers: [] },
      { Config: 'b', RepoTags: null, Layers: [] },
    ])
    await expect(targetOf(await tarOf({ 'manifest.json': manifest }))).rejects.toThrow(
      "'image.tar' of input 'input' holds 2 images: a:1 a:\\u{1b}2, one without a name. Save each into an archive of its own.",
    )
  })
})

describe('no image is', () => {
  test.each<[string, () => Promise<string | Uint8Array>]>([
    ['a file of 0 bytes', async () => ''],
    ['a text', async () => 'this is no tar'],
    ['a long text', async () => 'this is no tar\n'.repeat(1_000)],
    ['a gzipped text', async () => gzipSync('this is no tar')],
    ['a gzip that breaks off', async () => gzipSync(await saved()).subarray(0, 200)],
    ['a gzip magic alone', async () => Buffer.from([0x1f, 0x8b])],
    ['a tar that breaks off', async () => (await saved()).subarray(0, 2_000)],
    ['a tar of other files', () => tarOf({ 'a.txt': 'x', 'b.json': '{}' })],
    ['a manifest.json of no JSON', () => tarOf({ 'manifest.json': '[{' })],
    ['a manifest.json without an image', () => tarOf({ 'manifest.json': '[]' })],
    ['a manifest.json of anything', () => tarOf({ 'manifest.json': '{"Config":"x"}' })],
    ['an image in a subfolder', () => tarOf({ 'a/manifest.json': '[{"Config":"x"}]' })],
  ])('%s', async (_, content) => {
    const target = targetOf(await content())
    await expect(target).rejects.toThrow(UserError)
    await expect(target).rejects.toThrow(
      "'image.tar' of input 'input' is neither an archive of 'docker save' nor an OCI layout",
    )
    await expect(target).rejects.toThrow("'docker save -o image.tar …'")
  })

  test('what is not there', async () => {
    const { target } = resolving(folderWith(), 'image.tar')
    await expect(target).rejects.toThrow(
      "Input 'input' is 'image.tar', and there is nothing at that path. Paths start at the workspace",
    )
  })

  test('nothing', async () => {
    await expect(resolving(folderWith(), '').target).rejects.toThrow("Input 'input' is ''")
  })

  test('more documents than anybody reads', async () => {
    const document = Buffer.from(`[${' '.repeat(4_000_000)}]`)
    const archive = pack()
    for (let at = 0; at < 17; at += 1) archive.entry({ name: `${at}.json` }, document)
    archive.finalize()
    const workspace = folderWith()
    const packed = createWriteStream(join(workspace, 'image.tar'))
    await pipeline(archive, createGzip({ level: 1 }), packed)
    await expect(resolving(workspace, 'image.tar').target).rejects.toThrow(
      'it holds too many documents',
    )
  })
})

describe('a hostile archive writes and reads nothing outside', () => {
  const ELSEWHERE = join(folderWith(), 'out')
  const artifact = image('linux/amd64')
  const layout = (): Member[] =>
    Object.entries(layoutOf([entry(artifact)], artifact)).map(([name, content]) => ({
      name,
      content,
    }))

  test.each<[string, Member[]]>([
    ['names with ..', [{ name: '../out', content: 'x' }]],
    ['absolute names', [{ name: ELSEWHERE, content: 'x' }]],
    ['links to folders above', [{ name: 'blobs', type: 'symlink', linkname: '../..' }]],
    ['hard links', [{ name: 'blobs/sha256/a', type: 'link', linkname: '/etc/passwd' }]],
  ])('by %s', async (_, members) => {
    const workspace = folderWith({ 'image.tar': await tarOfMembers([...members, ...layout()]) })
    const { target, folder } = resolving(workspace, 'image.tar')
    expect((await target).platforms).toHaveLength(1)
    expect(readdirSync(workspace)).toEqual(['image.tar'])
    expect(existsSync(join(folder, '..', 'out'))).toBe(false)
    expect(existsSync(ELSEWHERE)).toBe(false)
  })

  test.each([
    ['an index.json', 'index.json'],
    ['a manifest.json', 'manifest.json'],
  ])('by %s that is a link', async (_, name) => {
    const members: Member[] = [
      { name: 'real.json', content: '[{"Config":"x"}]' },
      { name, type: 'symlink', linkname: 'real.json' },
    ]
    await expect(targetOf(await tarOfMembers(members))).rejects.toThrow('is neither an archive')
  })

  test('by a digest that leads somewhere else', async () => {
    const bad = { mediaType: artifact.mediaType, digest: 'sha256:../../../etc/passwd', size: 1 }
    await expect(targetOf(await tarOf(layoutOf([bad], artifact)))).rejects.toThrow(
      'has an index.json that cannot be read',
    )
  })

  test('by a blob that comes twice, of which the first counts', async () => {
    const twice = [...layout(), ...layout().filter(({ name }) => name.startsWith('blobs/'))]
    expect((await targetOf(await tarOfMembers(twice))).platforms).toHaveLength(1)
  })
})
