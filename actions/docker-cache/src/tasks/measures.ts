import { messageOf, UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { ImageResult } from '../image/image-result.ts'
import type { MadeImage } from '../image/make-image.ts'
import type { Inputs } from '../inputs.ts'
import type { LayerWaste } from '../publish/layer-waste.ts'
import { checkLimits, countedHitRate, NOTHING_TO_HIT } from '../report/limits.ts'
import type { Step } from './step.ts'

/** What the layers carry along for nothing, where somebody wants to know; undefined where it cannot be measured. */
export const measuredWaste = async (
  { efficiency, limits }: Inputs,
  { plan, image }: MadeImage,
  { registries, log }: Step['ports'],
): Promise<LayerWaste | undefined> => {
  if (!efficiency && limits.maxLayerWaste === undefined) return undefined
  if (image === undefined) {
    log.warning('The efficiency of the layers is not measured: the image was not pushed.')
    return undefined
  }
  const { layerEfficiency } = await import('../publish/layer-efficiency.ts')
  const { host, path } = plan.request.repository
  const registry = await registries()
  try {
    return await layerEfficiency(registry(host).repository(path), image)
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    log.warning(`The efficiency of the layers is not measured: ${visible(messageOf(thrown), 300)}`)
    return undefined
  }
}

/** Whether an image above a limit must not get its names. */
export const hasStrictLimits = ({ limits, onLimit }: Inputs): boolean =>
  onLimit === 'fail' && Object.values(limits).some((limit) => limit !== undefined)

/** One message for each limit that was passed, or that cannot be checked. */
export const measuredLimits = (
  { limits }: Inputs,
  { plan, image, build, waste }: ImageResult,
  { log }: Pick<Step['ports'], 'log'>,
): readonly string[] => {
  const hitRate = build === undefined ? 100 : countedHitRate(build.hits, build.graph.imports)
  if (hitRate === 'none-found' && limits.minHitRate !== undefined) log.info(NOTHING_TO_HIT)
  return checkLimits(
    { hitRate, imageSize: image?.size, layerWaste: waste?.wastedPercent },
    // An image that is not pushed has no size that anybody could look up.
    plan.pushes ? limits : { minHitRate: limits.minHitRate },
  )
}
