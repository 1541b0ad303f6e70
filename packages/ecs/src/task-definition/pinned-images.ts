import { type Json, stringAt } from '@ci-kit/core/json'
import type { Digests } from '../ledger/ledger.ts'
import { objectsAt } from '../model/read-members.ts'
import { pinnedDigest } from './pinned-image.ts'

/** The images that a task definition pins, whole and by container: `{ api: 'ghcr.io/org/api@sha256:…' }`. Tags alone are left out. */
export const pinnedImages = (document: Json): Digests =>
  Object.fromEntries(
    objectsAt(document, 'containerDefinitions').flatMap((container) => {
      const name = stringAt(container, 'name')
      const image = stringAt(container, 'image') ?? ''
      return name === undefined || pinnedDigest(image) === undefined ? [] : [[name, image]]
    }),
  )
