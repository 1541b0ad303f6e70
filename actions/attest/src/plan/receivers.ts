import { limited } from '@ci-kit/core/amounts'
import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { isIndex } from '@ci-kit/oci/image-document'
import { aboutName } from '../predicates/assigned-paths.ts'
import type { Claim } from '../predicates/claim.ts'
import type { FileSubject, ImageManifest, ImageSubject, Subject } from '../subjects/subject.ts'
import { platformsText, subjectText } from './subject-text.ts'

/** What one statement is about: manifests of one image, or files. */
export type Receiver =
  | {
      readonly kind: 'image'
      readonly image: ImageSubject
      /** At least one. */
      readonly manifests: readonly ImageManifest[]
    }
  | { readonly kind: 'files'; readonly files: readonly FileSubject[] }

/**
 * The subjects that a claim is about: each receiver gets a statement of its
 * own. Throws {@link UserError} when it is about none of them, or when nobody
 * can know which one is meant; a wrong guess would be signed.
 */
export const receiversOf = (claim: Claim, subjects: readonly Subject[]): readonly Receiver[] => {
  const images = subjects.filter((subject) => subject.kind === 'image')
  const files = subjects.filter((subject) => subject.kind === 'file')
  const { about } = claim
  switch (about.kind) {
    case 'whole':
      return [...images.map(wholeImage), ...wholeFiles(files)]
    case 'own':
      return ownReceivers(claim, images, files)
    case 'index':
      return single(claim, subjects, images.filter(hasIndex).map(topOf))
    case 'platform':
      return single(claim, subjects, images.flatMap(platformOf(claim, about.platform)))
    case 'digest':
      return found(claim, subjects, [
        ...images.flatMap((image) => withDigest(image, about.digest)),
        ...wholeFiles(files.filter(({ digest }) => digest === about.digest)),
      ])
  }
}

const wholeImage = (image: ImageSubject): Receiver => ({
  kind: 'image',
  image,
  manifests: [image.top, ...image.platforms],
})

const wholeFiles = (files: readonly FileSubject[]): readonly Receiver[] =>
  files.length === 0 ? [] : [{ kind: 'files', files }]

const one = (image: ImageSubject, manifest: ImageManifest): Receiver => ({
  kind: 'image',
  image,
  manifests: [manifest],
})

const topOf = (image: ImageSubject): Receiver => one(image, image.top)

const hasIndex = ({ top }: ImageSubject): boolean => isIndex(top.descriptor)

const withDigest = (image: ImageSubject, digest: string): readonly Receiver[] =>
  [image.top, ...image.platforms]
    .filter(({ descriptor }) => descriptor.digest === digest)
    .map((manifest) => one(image, manifest))

const ownReceivers = (
  claim: Claim,
  images: readonly ImageSubject[],
  files: readonly FileSubject[],
): readonly Receiver[] => {
  if (images.length === 0) return found(claim, files, wholeFiles(files))
  if (files.length > 0)
    throw new UserError(
      `${claim.source} could be about an image or about the files, and both are attested. Attest them in two steps.`,
    )
  return single(
    claim,
    images,
    images.map((image) => one(image, ownManifest(claim, image))),
  )
}

/** The image itself, or the only one in its index. */
const ownManifest = ({ source, kind }: Claim, image: ImageSubject): ImageManifest => {
  const [only, ...more] = image.platforms
  if (!hasIndex(image)) return image.top
  if (only !== undefined && more.length === 0) return only
  const there =
    only === undefined
      ? 'whose platforms are not attested'
      : `of ${platformsText(image)}, and one ${kind} cannot be right for all of them`
  throw new UserError(
    `${source} has no platform, and ${image.name}@${image.top.descriptor.digest} is an index ${there}. Write a line for each platform, such as '${visible(only?.platform ?? 'linux/amd64', 60)}=path', or 'index=path' if it is about the index itself.`,
  )
}

/** Whoever wants windows/amd64 takes any version of it, if there is one only. */
const platformOf =
  ({ source }: Claim, wanted: string) =>
  (image: ImageSubject): readonly Receiver[] => {
    const all = image.platforms.length > 0 ? image.platforms : [image.top]
    const exact = all.filter(({ platform }) => namesOf(platform).includes(wanted))
    const loose = all.filter(({ platform }) => platform.replace(/\([^)]*\)\//, '/') === wanted)
    const matching = exact.length > 0 ? exact : loose
    if (matching.length > 1)
      throw new UserError(
        `${source} is for ${visible(wanted, 60)}, and ${image.name} has ${matching.length} of it: ${platformsText(image)}. Write the digest in front of the path: 'sha256:…=path'.`,
      )
    return matching.map((manifest) => one(image, manifest))
  }

/** A platform that is there twice is numbered, and each of both is it: only their digests tell them apart. */
const namesOf = (platform: string): readonly string[] =>
  platform.replace(/ \(\d+\)$/, '').split('+')

/** One receiver, or the same manifest in several repositories. */
const single = (
  claim: Claim,
  subjects: readonly Subject[],
  receivers: readonly Receiver[],
): readonly Receiver[] => {
  const digests = new Set(receivers.flatMap(digestsOf))
  if (digests.size > 1)
    throw new UserError(
      `${claim.source} is for ${aboutName(claim.about)}, which ${digests.size} images have: ${limited([...digests], 3)}. Write the digest in front of the path ('sha256:…=path'), or attest the images in steps of their own.`,
    )
  return found(claim, subjects, receivers)
}

const found = (
  { source, about }: Claim,
  subjects: readonly Subject[],
  receivers: readonly Receiver[],
): readonly Receiver[] => {
  if (receivers.length > 0) return receivers
  throw new UserError(
    `${source} is about ${visible(aboutName(about), 100)}, which is not among what is attested: ${visible(limited(subjects.map(subjectText), 5), 1_000)}. Attest what it is about, or correct the file.`,
  )
}

const digestsOf = (receiver: Receiver): readonly string[] =>
  receiver.kind === 'files'
    ? receiver.files.map(({ digest }) => digest)
    : receiver.manifests.map(({ descriptor }) => descriptor.digest)
