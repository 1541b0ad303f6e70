import { PassThrough, Readable, type Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { messageOf, systemCode, UserError } from '@ci-kit/core/errors'
import { inParallel } from '@ci-kit/core/in-parallel'
import { visible } from '@ci-kit/core/log'
import type { Descriptor } from '@ci-kit/oci/descriptor'
import type { Repository } from '@ci-kit/oci/registry'
import type { Image } from './inspect-image.ts'
import { type LayerContents, layerContents } from './layer-contents.ts'
import { type LayerWaste, layerWaste } from './layer-waste.ts'
import { tarMembers } from './tar-headers.ts'

export type EfficiencyLimits = {
  /** Bytes of all layers together when they are not compressed. */
  readonly bytes: number
  /** Files of all layers together. */
  readonly paths: number
  /** Layers that are read at a time. */
  readonly concurrency: number
}

const LIMITS: EfficiencyLimits = { bytes: 32 * 1024 ** 3, paths: 2_000_000, concurrency: 3 }

export type LayerSource = { readonly blobs: Pick<Repository['blobs'], 'get'> }

/**
 * How much of an image's layers is carried along for nothing, see
 * {@link layerWaste}. Reads every layer from the registry as a stream and keeps
 * no content; of several platforms the largest image. Throws `RegistryError`,
 * and `UserError` for a layer that cannot be read or is above the limits: an
 * efficiency that is not known must not pass for a good one.
 */
export const layerEfficiency = async (
  { blobs }: LayerSource,
  image: Pick<Image, 'instances'>,
  limits: Partial<EfficiencyLimits> = {},
): Promise<LayerWaste> => {
  const { concurrency, ...most } = { ...LIMITS, ...limits }
  const allowance = counters(most)
  const [largest] = image.instances.toSorted((a, b) => b.size - a.size)
  const read = async (layer: Descriptor): Promise<LayerContents> =>
    contentsOf(layer, await blobs.get(layer.digest, layer), allowance)
  return layerWaste(await inParallel(largest?.layers ?? [], concurrency, read))
}

type Allowance = { take(what: 'bytes' | 'paths', count: number): void }

/** One allowance for all layers, so that many small bombs count like a large one. */
const counters = (most: Omit<EfficiencyLimits, 'concurrency'>): Allowance => {
  const used = { bytes: 0, paths: 0 }
  return {
    take: (what, count) => {
      used[what] += count
      if (used[what] > most[what])
        throw new UserError(
          `The layers hold more than ${most[what]} ${what}, so their efficiency is not measured. Switch the measure off for this image.`,
        )
    },
  }
}

const contentsOf = async (
  { mediaType, digest }: Descriptor,
  blob: AsyncIterable<Uint8Array>,
  allowance: Allowance,
): Promise<LayerContents> => {
  const unpacked = decompression(mediaType)
  let contents: LayerContents | undefined
  const collect = async (pieces: AsyncIterable<Uint8Array>): Promise<void> => {
    const members = tarMembers(counted(pieces, allowance))
    contents = await layerContents(members, () => allowance.take('paths', 1))
  }
  try {
    await pipeline(Readable.from(blob, { objectMode: false }), unpacked, collect)
  } catch (thrown) {
    // Errors of zlib have codes that start so, also those of zstd.
    if (!/^(Z_|ZSTD_|ERR_ZLIB)/.test(systemCode(thrown) ?? '')) throw thrown
    throw new UserError(
      `Layer ${digest} cannot be unpacked: ${messageOf(thrown)}. Build the image again.`,
    )
  }
  return contents ?? { files: new Map(), removed: new Set(), emptied: new Set() }
}

async function* counted(
  pieces: AsyncIterable<Uint8Array>,
  allowance: Allowance,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const piece of pieces) {
    allowance.take('bytes', piece.length)
    yield piece
  }
}

const PIECE_BYTES = 256 * 1024

/** `…tar+gzip` and `…tar+zstd` of OCI, `…tar.gzip` of Docker, `…tar` of both. */
const decompression = (mediaType: string): Transform => {
  if (/[+.]gzip$/.test(mediaType)) return createGunzip({ chunkSize: PIECE_BYTES })
  if (/[+.]zstd$/.test(mediaType)) return createZstdDecompress({ chunkSize: PIECE_BYTES })
  if (/[.]tar$/.test(mediaType)) return new PassThrough()
  throw new UserError(
    `A layer has the media type ${visible(mediaType, 160)}, which cannot be measured. Layers may be tar, gzip or zstd.`,
  )
}
