import { UserError } from '@ci-kit/core/errors'
import { choice, type InputReader, optionalText, text } from '@ci-kit/core/inputs'
import { visible } from '@ci-kit/core/log'
import { numberedLines } from '@ci-kit/core/numbered-lines'
import { type NamedImage, parseNamedImage, parseNamedImages } from '@ci-kit/oci/named-images'
import { parseWantedPlatforms, type WantedPlatforms } from '@ci-kit/oci/wanted-platforms'
import type { PathCommand } from '../trivy/scan-request.ts'

/** What an artifact is compared with, as the workflow names it. */
export type BaselinePlace =
  | { readonly kind: 'image'; readonly image: NamedImage }
  /** A stored report in JSON, relative to the workspace. */
  | { readonly kind: 'report'; readonly path: string }

/** What a step scans, as the workflow names it. */
export type Targets =
  | {
      readonly kind: 'image'
      readonly images: readonly NamedImage[]
      /** In the order of the images; none, or as many. */
      readonly baselines: readonly BaselinePlace[]
      readonly platforms: WantedPlatforms
    }
  | {
      readonly kind: 'archive'
      /** Relative to the workspace. */
      readonly path: string
      readonly baselines: readonly BaselinePlace[]
      readonly platforms: WantedPlatforms
    }
  | {
      readonly kind: PathCommand
      readonly path: string
      readonly baselines: readonly BaselinePlace[]
    }

const SCAN_TYPES = ['image', 'fs', 'rootfs', 'config', 'sbom'] as const

/** Reads what is scanned. Throws {@link UserError} for inputs that contradict each other. */
export const targets = (from: InputReader): Targets => {
  const kind = choice(from, 'scan-type', SCAN_TYPES)
  if (kind !== 'image') return pathTarget(from, kind)
  const platforms = parseWantedPlatforms('platforms', from.read('platforms'))
  const path = optionalText(from, 'input')
  const { images, repeated } = parseNamedImages('image-ref', from.read('image-ref'))
  if (path !== '') {
    if (images.length === 0)
      return { kind: 'archive', path, baselines: baselines(from, 1), platforms }
    throw new UserError(
      "Inputs 'image-ref' and 'input' are both set. Use 'image-ref' for images in a registry, or 'input' for an archive or OCI layout.",
    )
  }
  if (images.length === 0)
    throw new UserError(
      "Input 'image-ref' is not set. Add 'image-ref: registry/name:tag' under 'with:', or 'input' with the path of an archive, or 'scan-type: fs' to scan the checkout.",
    )
  const found = baselines(from, images.length)
  if (found.length > 0 && repeated[0] !== undefined)
    throw new UserError(
      `Input 'image-ref' names '${visible(repeated[0], 200)}' twice, so the lines of 'baseline' have no clear partners. Name it once.`,
    )
  return { kind, images, baselines: found, platforms }
}

const pathTarget = (from: InputReader, kind: PathCommand): Targets => {
  const image = optionalText(from, 'image-ref') || optionalText(from, 'input')
  if (image !== '')
    throw new UserError(
      `Input 'scan-type' is '${kind}', and an image is named too: '${visible(image, 200)}'. Remove 'scan-type' to scan the image, or 'image-ref' and 'input'.`,
    )
  const found = baselines(from, 1)
  const [first] = found
  if (first?.kind === 'image')
    throw new UserError(
      `Input 'baseline' is '${visible(first.image.name, 200)}', an image, and 'scan-type' is '${kind}'. Give the path of a stored report that ends in '.json'.`,
    )
  return { kind, path: text(from, 'scan-ref'), baselines: found }
}

/** No reference of an image that people push ends in `.json`. */
const REPORT = /\.json$/i

const baselines = (from: InputReader, artifacts: number): readonly BaselinePlace[] => {
  // With their numbers in the input, for messages.
  const given = numberedLines(from.read('baseline'))
  if (given.length === 0) return []
  if (given.length !== artifacts)
    throw new UserError(
      `Input 'baseline' has ${given.length} ${given.length === 1 ? 'line' : 'lines'}, and ${artifacts} ${artifacts === 1 ? 'artifact is' : 'artifacts are'} scanned. Give one line for each, in the same order.`,
    )
  return given.map(({ line, number }) =>
    REPORT.test(line)
      ? { kind: 'report', path: line }
      : { kind: 'image', image: parseNamedImage(`Input 'baseline', line ${number}`, line) },
  )
}
