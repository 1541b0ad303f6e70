import { visible } from '@ci-kit/core/log'
import type { Manifest } from '@ci-kit/oci/manifest'
import type { DockerfileSource } from '../build/dockerfile-source.ts'
import { type Doubt, isDoubt } from '../key/doubt.ts'
import type { BuildGraph } from '../progress/build-graph.ts'
import { tagImage } from '../publish/tag-image.ts'
import type { Making } from './built-image.ts'
import type { MakingPorts } from './making.ts'
import { notRecalledBecause } from './may-be-recalled.ts'
import { keyTagOf } from './recall.ts'

/**
 * Looks again at what the image was made from while its caches are written; the
 * tag waits to be asked for. A build that looked for no image is remembered
 * too: later runs must not find an older one.
 */
export const remembering = (
  making: Making,
  graph: BuildGraph,
  manifest: Manifest | undefined,
  ports: MakingPorts,
): (() => Promise<void>) => {
  const { plan, source, repository } = making
  if (!manifest || !source || plan.cache.scopes.write === undefined) return async () => {}
  const key = recallKey(making, source, graph, ports)
  // Whoever asks later learns of a failure then.
  key.catch(() => undefined)
  return async () => {
    const found = await key
    if (isDoubt(found))
      return ports.log.info(`The next run does not find this image by its content: ${found.doubt}`)
    const { keyFailure } = await tagImage(repository, manifest, [], { thenKey: found.tag })
    if (keyFailure !== undefined)
      ports.log.warning(
        `The next run does not find this image by its content: ${visible(keyFailure, 300)}`,
      )
  }
}

/** The tag by which later runs find the image, where what it was built from is certain. */
const recallKey = async (
  { plan, age, identity }: Making,
  source: DockerfileSource,
  graph: BuildGraph,
  ports: MakingPorts,
): Promise<{ readonly tag: string } | Doubt> => {
  const known = await identity()
  if (isDoubt(known)) return known
  const doubt = await notRecalledBecause(plan, source, known, graph, ports)
  const tag = keyTagOf(known, plan, age)
  return doubt === undefined && tag !== undefined
    ? { tag }
    : { doubt: doubt ?? 'nothing is written' }
}
