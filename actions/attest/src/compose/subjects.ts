import type { FileRoots } from '@ci-kit/core/adapters/contained-path'
import { type NamedImage, parseNamedImages } from '@ci-kit/oci/named-images'
import type { Registry } from '@ci-kit/oci/registry'
import type { NamedSubjects } from '../inputs/named-subjects.ts'
import type { StoreInputs } from '../inputs/stores.ts'
import type { Resolved } from '../prepare.ts'
import { checksumSubjects } from '../subjects/checksums-input.ts'
import { fileSubjects } from '../subjects/file-subjects.ts'
import { imageSubjects } from '../subjects/image-subjects.ts'
import { pairedFile } from '../subjects/named-file.ts'
import { pairedImage } from '../subjects/paired-image.ts'

/** The images that the workflow names; none for files. Throws `UserError` for what is no reference. */
export const namedImages = (subjects: NamedSubjects, store: StoreInputs): readonly NamedImage[] => {
  if (subjects.kind === 'images')
    return parseNamedImages('images', subjects.lines.join('\n')).images
  return subjects.kind === 'digest' && isImage(subjects.name, store) ? [pairedImage(subjects)] : []
}

/** A name is that of an image when it begins with a registry, or when it is to be pushed to one. */
const isImage = (name: string, { stores, pushToRegistry }: StoreInputs): boolean =>
  /^(?:localhost|[^/]*[.:][^/]*)\/./.test(name) ||
  pushToRegistry === true ||
  (stores !== 'auto' && stores.includes('registry'))

/** What is attested, read from registries and files. */
export const resolvedSubjects = async (
  subjects: NamedSubjects,
  images: readonly NamedImage[],
  roots: FileRoots,
  registries: (host: string) => Pick<Registry, 'repository'>,
): Promise<Resolved> => {
  switch (subjects.kind) {
    case 'files':
      return {
        subjects: await fileSubjects(subjects.patterns.join('\n'), roots, subjects.name),
        notes: [],
      }
    case 'checksums':
      return { subjects: await checksumSubjects(subjects.text, roots), notes: [] }
    default: {
      if (subjects.kind === 'digest' && images.length === 0)
        return { subjects: [pairedFile(subjects)], notes: [] }
      const { platforms } = subjects
      const { images: found, notes } = await imageSubjects(images, { platforms, registries })
      return { subjects: found, notes }
    }
  }
}
