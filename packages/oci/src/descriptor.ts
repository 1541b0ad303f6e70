import { isObject, type Json } from '@ci-kit/core/json'
import { type Digest, isDigest } from './digest.ts'
import { parseObject, stringIn } from './json.ts'

export type Platform = {
  readonly os: string
  readonly architecture: string
  readonly variant?: string
  /** Windows images need the one of their host. */
  readonly 'os.version'?: string
  readonly 'os.features'?: readonly string[]
}

/** How OCI points at content. `size` is in bytes. */
export type Descriptor = {
  readonly mediaType: string
  readonly digest: Digest
  readonly size: number
  readonly artifactType?: string
  readonly annotations?: Readonly<Record<string, string>>
  readonly platform?: Platform
}

/** A descriptor in a document from outside, or `undefined` where it is none. Members of no interest are left out. */
export const descriptorIn = (value: unknown): Descriptor | undefined => {
  if (!isObject(value)) return undefined
  const { size } = value
  const mediaType = stringIn(value, 'mediaType')
  const digest = stringIn(value, 'digest')
  const whole = typeof size === 'number' && Number.isSafeInteger(size) && size >= 0
  if (!mediaType || !digest || !isDigest(digest) || !whole) return undefined
  const artifactType = stringIn(value, 'artifactType')
  const platform = platformIn(value.platform)
  return {
    mediaType,
    digest,
    size,
    ...(artifactType && { artifactType }),
    ...(isObject(value.annotations) && { annotations: textsIn(value.annotations) }),
    ...(platform && { platform }),
  }
}

/** The entries of an image index; `undefined` where the bytes are no index or one entry is no descriptor. */
export const descriptorsInIndex = (bytes: Uint8Array): readonly Descriptor[] | undefined => {
  const document = parseObject(bytes)
  if (document === undefined || !Object.hasOwn(document, 'manifests')) return undefined
  // An empty list that a Go program made is null.
  const manifests: unknown = document.manifests ?? []
  if (!Array.isArray(manifests)) return undefined
  const found = manifests.map(descriptorIn)
  return found.every((entry) => entry !== undefined) ? found : undefined
}

/** The platform in a descriptor or, by the same members, in an image's config. */
export const platformIn = (value: unknown): Platform | undefined => {
  if (!isObject(value)) return undefined
  const os = stringIn(value, 'os')
  const architecture = stringIn(value, 'architecture')
  if (!os || !architecture) return undefined
  const variant = stringIn(value, 'variant')
  const version = stringIn(value, 'os.version')
  const listed: unknown = Object.hasOwn(value, 'os.features') ? value['os.features'] : undefined
  const features = Array.isArray(listed) ? listed.filter((entry) => typeof entry === 'string') : []
  return {
    os,
    architecture,
    ...(variant && { variant }),
    ...(version && { 'os.version': version }),
    ...(features.length > 0 && { 'os.features': features }),
  }
}

const textsIn = (object: Json): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(object).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  )
