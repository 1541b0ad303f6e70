import { UserError } from '@ci-kit/core/errors'
import { type Json, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { type Digest, isDigest } from '@ci-kit/oci/digest'
import type { RegisteredTaskDefinition } from '../ecs.ts'
import { containerLabel, containersOf, withContainers } from './containers.ts'
import { pinnedDigest, pinnedImage } from './pinned-image.ts'
import { registeredDocument } from './registered-document.ts'
import { registrable } from './registrable.ts'

/**
 * What to register in place of a task definition that ECS no longer takes: the
 * same content, with the images that ran. `digests` are by container, from the
 * ledger or the service revision. Throws {@link UserError} where an image is
 * not known by digest, or by another one than it is pinned to.
 */
export const revived = (
  registered: RegisteredTaskDefinition,
  digests: ReadonlyMap<string, string>,
): Json => {
  const origin = `Task definition ${visible(registered.arn, 300)}`
  const document = registrable(registeredDocument(registered), origin)
  const containers = containersOf(document, origin).map((container, at) => {
    const label = `${origin}, ${containerLabel(container, at)}`
    const image = stringAt(container, 'image') ?? ''
    const digest = digests.get(stringAt(container, 'name') ?? '')
    return { ...container, image: imageThatRan(image, digest, label) }
  })
  return withContainers(document, containers)
}

const imageThatRan = (image: string, ran: string | undefined, label: string): string => {
  const pinned = pinnedDigest(image)
  if (pinned !== undefined && (ran === undefined || ran === pinned)) return image
  if (ran === undefined || pinned !== undefined || !isDigest(ran)) {
    throw new UserError(`${label}: ${doubt(image, ran, pinned)} Choose another release.`)
  }
  return pinnedImage(image, ran)
}

const doubt = (image: string, ran: string | undefined, pinned: Digest | undefined): string => {
  const shown = visible(image, 300)
  if (ran === undefined) return `nobody knows which image '${shown}' was when it ran.`
  const digest = visible(ran, 160)
  return pinned === undefined
    ? `'${digest}' is recorded for '${shown}', and is no digest.`
    : `it is pinned to '${shown}', and ${digest} is recorded as what ran.`
}
