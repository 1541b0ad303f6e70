import { limited } from '@ci-kit/core/amounts'
import { UserError } from '@ci-kit/core/errors'
import { isObject, jsonIn } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { platformIn } from '@ci-kit/oci/descriptor'
import { parseObject } from '@ci-kit/oci/json'
import { platformName } from '@ci-kit/oci/platform'
import type { TarDocuments } from './tar-file.ts'

/**
 * The platform of the only image in an archive of `docker save`, by its
 * `manifest.json`; '' where its config does not say, undefined for what is no
 * such archive. Trivy reads archives with one image only, so several throw a
 * {@link UserError} with their names.
 */
export const dockerArchivePlatform = (
  name: string,
  documents: TarDocuments,
): string | undefined => {
  const images = imagesIn(documents.get('manifest.json'))
  const [image, ...others] = images
  if (image === undefined) return undefined
  if (others.length > 0) {
    const names = images.map(({ RepoTags: tags }) =>
      Array.isArray(tags) && tags.length > 0 ? tags.join(' ') : 'one without a name',
    )
    throw new UserError(
      `${name} holds ${images.length} images: ${visible(limited(names, 10), 600)}. Save each into an archive of its own.`,
    )
  }
  const config = typeof image.Config === 'string' ? documents.get(image.Config) : undefined
  const platform = config && platformIn(parseObject(config))
  return platform ? platformName(platform) : ''
}

const imagesIn = (bytes: Uint8Array | undefined) => {
  if (bytes === undefined) return []
  const listed = jsonIn(Buffer.from(bytes).toString('utf8'))
  return Array.isArray(listed) ? listed.filter(isObject) : []
}
