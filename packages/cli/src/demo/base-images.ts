import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { systemCode } from '@ci-kit/core/errors'
import { type Digest, digestOfStream } from '@ci-kit/oci/digest'
import { OCI_MANIFEST } from '@ci-kit/oci/media-types'
import { type Base, fillRootfs, type Ingredients } from './base-recipes.ts'
import { run } from './tool-run.ts'

/** Counted up when a recipe changes, so that no old image is found. */
const RECIPE_VERSION = 2

/** An image in the files of one folder: config, one layer, manifest. */
export type StoredImage = {
  readonly config: StoredBlob
  readonly layer: StoredBlob
  readonly manifest: Uint8Array
}

export type StoredBlob = { readonly file: string; readonly digest: Digest; readonly size: number }

/**
 * A base image from the cache, made first when it is not there. It stays the
 * same until the cache is cleared or Node changes: a demo needs no newer
 * packages, but the same digests on each run.
 */
export const baseImage = async (
  base: Base,
  cache: string,
  ingredients: Ingredients,
): Promise<StoredImage> => {
  const key = `${RECIPE_VERSION}-node-${process.version}-${process.arch}`
  const folder = join(cache, 'demo-bases', key, base.toLowerCase())
  if (!existsSync(folder)) {
    ingredients.say(`  ${base.toLowerCase()}: made once for this machine (usually 5 s)`)
    await make(base, folder, ingredients)
  }
  return stored(folder)
}

/** Made in a draft and renamed: nobody ever finds half an image. */
const make = async (base: Base, folder: string, ingredients: Ingredients): Promise<void> => {
  mkdirSync(join(folder, '..'), { recursive: true })
  const draft = mkdtempSync(`${folder}.draft-`)
  try {
    const rootfs = join(draft, 'rootfs')
    const image = join(draft, 'image')
    for (const made of [rootfs, image]) mkdirSync(made)
    await fillRootfs(base, rootfs, ingredients)
    const tar = join(draft, 'layer.tar')
    await run(ingredients.exec, 'tar', [
      ...SAME_BYTES,
      '--create',
      '--file',
      tar,
      '-C',
      rootfs,
      '.',
    ])
    const layer = createWriteStream(join(image, 'layer'))
    await pipeline(createReadStream(tar), createGzip(), layer, { signal: ingredients.signal })
    const { digest } = await digestOfStream(createReadStream(tar))
    const config = configuration(digest)
    writeFileSync(join(image, 'config'), JSON.stringify(config))
    renameSync(image, folder)
  } catch (thrown) {
    // Another run made the same image in the meantime.
    if (systemCode(thrown) !== 'ENOTEMPTY' && systemCode(thrown) !== 'EEXIST') throw thrown
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

/** The same files give the same archive (GNU tar). */
const SAME_BYTES = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner']

const stored = async (folder: string): Promise<StoredImage> => {
  const [config, layer] = await Promise.all([blob(folder, 'config'), blob(folder, 'layer')])
  const manifest = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: descriptor('application/vnd.oci.image.config.v1+json', config),
    layers: [descriptor('application/vnd.oci.image.layer.v1.tar+gzip', layer)],
  }
  return { config, layer, manifest: Buffer.from(JSON.stringify(manifest)) }
}

const blob = async (folder: string, name: string): Promise<StoredBlob> => {
  const file = join(folder, name)
  return { file, ...(await digestOfStream(createReadStream(file))) }
}

const descriptor = (mediaType: string, { digest, size }: StoredBlob) => ({
  mediaType,
  digest,
  size,
})

/** Without a `history` each fresh builder would make another digest of the images on top. */
const configuration = (layerDigest: string) => ({
  architecture: process.arch === 'x64' ? 'amd64' : process.arch,
  os: 'linux',
  config: { Env: ['PATH=/usr/local/bin:/usr/bin:/bin'], Cmd: ['sh'] },
  rootfs: { type: 'layers', diff_ids: [layerDigest] },
  history: [{ created: '1970-01-01T00:00:00Z', created_by: 'ci-kit demo base' }],
})
