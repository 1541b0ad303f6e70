import { type Json, stringAt } from '@ci-kit/core/json'
import type { Digest } from '@ci-kit/oci/digest'
import { objectsAt } from '../model/read-members.ts'
import { pinnedDigest } from './pinned-image.ts'

/**
 * The digests that a task definition pins its images to, by container;
 * undefined where a tag decides. Containers without a name or image are not in it.
 */
export const digestsOf = (document: Json): ReadonlyMap<string, Digest | undefined> =>
  new Map(
    objectsAt(document, 'containerDefinitions').flatMap((container) => {
      const name = stringAt(container, 'name')
      const image = stringAt(container, 'image')
      return name === undefined || image === undefined ? [] : [[name, pinnedDigest(image)]]
    }),
  )
