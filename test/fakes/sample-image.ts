import { gunzipSync, gzipSync } from 'node:zlib'
import { type Digest, digestOf, digestParts } from '@ci-kit/oci/digest'
import { type Artifact, artifactOf, json, pushArtifact } from './oci-artifact.ts'
import { type AlpineFiles, alpineFiles } from './sample-files.ts'
import { type Files, tarOf } from './tar.ts'

const CONFIG = 'application/vnd.oci.image.config.v1+json'
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip'

export type ImageParts = {
  /** Each makes a layer, the lowest first. */
  readonly layers: readonly Files[]
  /** `linux/amd64` when left out. */
  readonly platform?: string
  readonly labels?: Readonly<Record<string, string>>
}

/** An image made of files, as `docker build` would leave it. The same parts make the same digest. */
export const imageOf = async ({
  layers,
  platform = 'linux/amd64',
  labels = {},
}: ImageParts): Promise<Artifact> => {
  const [os, architecture, variant] = platform.split('/')
  const tars = await Promise.all(layers.map(tarOf))
  const config = json({
    os,
    architecture,
    ...(variant && { variant }),
    created: '2026-01-01T00:00:00Z',
    config: { Cmd: ['/bin/sh'], Labels: labels },
    rootfs: { type: 'layers', diff_ids: tars.map((tar) => digestOf(tar)) },
    history: tars.map((_, at) => ({ created_by: `COPY layer-${at} / # buildkit` })),
  })
  return artifactOf({
    config: { mediaType: CONFIG, bytes: config },
    layers: tars.map((tar) => ({ mediaType: LAYER, bytes: gzipSync(tar, { level: 1 }) })),
  })
}

export type AlpineImage = AlpineFiles & {
  readonly platform?: string
  /** A second layer above the system. */
  readonly files?: Files
}

/** Alpine with these packages installed, as far as its package database says. */
export const alpineImage = ({ platform, files, ...alpine }: AlpineImage): Promise<Artifact> =>
  imageOf({
    layers: [alpineFiles(alpine), ...(files ? [files] : [])],
    ...(platform && { platform }),
  })

/** Pushes {@link alpineImage} under `host/name:tag`; answers its digest. */
export const pushAlpineImage = async (
  host: string,
  name: string,
  tag: string,
  image: AlpineImage,
): Promise<Digest> => pushArtifact(host, name, tag, await alpineImage(image))

/** The archive that `docker save` writes of an image. */
export const dockerArchive = (
  { config, layers }: Artifact,
  repoTag: string,
): Promise<Uint8Array> => {
  const hex = (bytes: Uint8Array) => digestParts(digestOf(bytes)).hex
  const tars = layers.map((layer) => gunzipSync(layer))
  const names = tars.map((tar) => `${hex(tar)}/layer.tar`)
  const manifest = [{ Config: `${hex(config)}.json`, RepoTags: [repoTag], Layers: names }]
  return tarOf({
    'manifest.json': JSON.stringify(manifest),
    [`${hex(config)}.json`]: config,
    ...Object.fromEntries(names.map((name, at) => [name, tars[at] ?? ''])),
  })
}
