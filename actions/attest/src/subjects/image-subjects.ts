import { inParallel } from '@ci-kit/core/in-parallel'
import { visible } from '@ci-kit/core/log'
import { isIndex } from '@ci-kit/oci/image-document'
import type { NamedImage } from '@ci-kit/oci/named-images'
import type { Registry } from '@ci-kit/oci/registry'
import { descriptorOf, indexPlatforms, singleManifest } from './index-platforms.ts'
import type { ImageSubject } from './subject.ts'

export type ImageOptions = {
  /** `none` leaves it at what is named: an index is attested without its platforms. */
  readonly platforms: 'all' | 'none'
  readonly registries: (host: string) => Pick<Registry, 'repository'>
}

export type ImageSubjects = {
  /** In the order in which they were named, each once. */
  readonly images: readonly ImageSubject[]
  /** Sentences for the log: which digest a tag stands for, what was named twice. */
  readonly notes: readonly string[]
}

const AT_ONCE = 4

/**
 * What the names stand for just now, by digests. A tag is asked for once, and
 * a digest in a name counts more than its tag. The same digest in several
 * repositories is several images. Throws `RegistryError` of the registry
 * client, and `UserError` for an index that cannot be attested.
 */
export const imageSubjects = async (
  named: readonly NamedImage[],
  options: ImageOptions,
): Promise<ImageSubjects> => {
  const resolved = await inParallel(named, AT_ONCE, (image) => imageSubject(image, options))
  const images: ImageSubject[] = []
  const notes: string[] = []
  for (const [at, image] of resolved.entries()) {
    const { name = '', reference } = named[at] ?? {}
    const { digest } = image.top.descriptor
    if (reference !== undefined && reference.digest === undefined)
      notes.push(`${shown(name)} is ${digest}.`)
    if (isIn(images, image)) notes.push(`${shown(name)} names an image that is there already.`)
    else images.push(image)
  }
  // A platform that was named beside its index gets all that it needs with the index.
  const own = images.filter((image) => !isPlatformOfAnother(images, image))
  for (const { name, top } of images.filter((image) => !own.includes(image)))
    notes.push(`${name}@${top.descriptor.digest} is a platform of an index that is named, too.`)
  return { images: own, notes }
}

const imageSubject = async (
  { name, reference: { registry, repository, tag, digest } }: NamedImage,
  { platforms, registries }: ImageOptions,
): Promise<ImageSubject> => {
  const content = registries(registry).repository(repository)
  const manifest = await content.manifests.get(digest ?? tag ?? 'latest')
  const place = { kind: 'image', registry, repository, name: `${registry}/${repository}` } as const
  if (!isIndex(manifest))
    return { ...place, top: await singleManifest(manifest, content), platforms: [] }
  return {
    ...place,
    top: { platform: '', descriptor: descriptorOf(manifest) },
    platforms: platforms === 'none' ? [] : await indexPlatforms(name, manifest, content),
  }
}

const isIn = (images: readonly ImageSubject[], { name, top }: ImageSubject): boolean =>
  images.some(
    (other) => other.name === name && other.top.descriptor.digest === top.descriptor.digest,
  )

const isPlatformOfAnother = (
  images: readonly ImageSubject[],
  { name, top }: ImageSubject,
): boolean =>
  images.some(
    (other) =>
      other.name === name &&
      other.platforms.some(({ descriptor }) => descriptor.digest === top.descriptor.digest),
  )

const shown = (text: string): string => visible(text, 300)
