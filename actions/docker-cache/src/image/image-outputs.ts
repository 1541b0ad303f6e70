import { stringAt } from '@ci-kit/core/json'
import type { Outputs as AnyOutputs } from '@ci-kit/core/outputs'
import { cacheUseJson } from '../cache/cache-report.ts'
import { stages } from '../progress/stages.ts'
import { metadataOf } from '../publish/metadata.ts'
import type { ImageResult } from './image-result.ts'
import type { MadeImage } from './make-image.ts'

/** What the metadata of buildx says about the image, and not about the build. */
const MEMBERS: ReadonlySet<string> = new Set([
  'containerimage.config.digest',
  'containerimage.descriptor',
  'containerimage.digest',
  'image.name',
])

/** The names that later steps know the image by; ready as soon as it has its tags. */
export const imageNames = ({
  plan,
  digest,
  image,
  metadata = {},
  skipped,
}: Pick<MadeImage, 'plan' | 'digest' | 'image' | 'metadata' | 'skipped'>) => {
  const { name } = plan.request.repository
  const told = Object.entries(metadata).filter(([member]) => MEMBERS.has(member))
  return {
    digest: digest ?? '',
    image: plan.pushes && digest !== undefined ? `${name}@${digest}` : '',
    imageid: image?.configDigest ?? stringAt(metadata, 'containerimage.config.digest') ?? '',
    tags: plan.build.references.join('\n'),
    version: plan.version ?? '',
    skipped,
    'image-size': image?.size ?? '',
    metadata: image
      ? metadataOf(image, plan.build.references)
      : told.length > 0
        ? Object.fromEntries(told)
        : '',
  }
}

/** For an image that nobody shall use. */
export const NO_NAMES = { digest: '', image: '', imageid: '', tags: '', version: '', metadata: '' }

/** All outputs of a step that made one image. */
export const imageOutputs = (result: ImageResult) => {
  const { build, waste, durationMs } = result
  return {
    ...imageNames({ ...result, skipped: build === undefined }),
    baseline: result.plan.baseline ?? '',
    'cached-steps': build?.hits.cached ?? 0,
    'total-steps': build?.hits.total ?? 0,
    'cache-hit-rate': build?.hits.percent ?? 100,
    'cache-hit-rate-time': build === undefined ? 100 : (build.timeRate?.percent ?? ''),
    stages: build === undefined ? [] : stages(build.graph),
    'cache-from-used': build === undefined ? '[]' : cacheUseJson(build.caches.used),
    'cache-written': build?.caches.written ?? false,
    'duration-ms': durationMs,
    'push-ms': milliseconds(build?.pushMs),
    'export-ms': milliseconds(build?.exportMs),
    'pushed-bytes': build === undefined ? 0 : (build.pushedBytes ?? ''),
    efficiency: waste === undefined ? '' : Math.floor(1_000 * waste.efficiency) / 10,
    results: [],
  } satisfies AnyOutputs
}

const milliseconds = (time: number | undefined): number | '' =>
  time === undefined ? '' : Math.round(time)
