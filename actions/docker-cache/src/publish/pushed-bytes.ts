import type { Digest } from '@ci-kit/oci/digest'
import type { PlatformImage } from './inspect-image.ts'

/** What BuildKit tells of a transfer: a part of a vertex. */
export type TransferStatus = { readonly id: string; readonly completed: boolean }

/** util/push/push.go of moby/buildkit: one status for all layers of all platforms, without bytes. */
const LAYERS = 'pushing layers'

/**
 * Bytes of layers that a push uploaded. BuildKit tells that it pushes layers,
 * not which and how much; it asks for each layer first and sends those that
 * are missing. So the answer is the sum over the layers that `before` does not
 * hold: the layers that the repository was known to have when the build began
 * (see `layersBefore`). It is exact for layers that were built, and at most so
 * much for others: a layer of a base image may be mounted from another
 * repository, or be there by a tag that was not looked at. `undefined` when no
 * push was completed or when `before` is not known.
 */
export const pushedBytes = (
  statuses: readonly TransferStatus[],
  instances: readonly Pick<PlatformImage, 'layers'>[],
  before: ReadonlySet<Digest> | undefined,
): number | undefined => {
  const pushed = statuses.some(({ id, completed }) => id === LAYERS && completed)
  if (!pushed || before === undefined) return undefined
  const layers = instances.flatMap((instance) => instance.layers)
  const sent = new Map(
    layers.filter(({ digest }) => !before.has(digest)).map(({ digest, size }) => [digest, size]),
  )
  return [...sent.values()].reduce((sum, size) => sum + size, 0)
}
