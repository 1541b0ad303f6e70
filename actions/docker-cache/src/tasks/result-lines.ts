import { bytes, duration } from '@ci-kit/core/amounts'
import type { ImageResult } from '../image/image-result.ts'

/** The end of the log: what there is now, and what it took. */
export const resultLines = ({ plan, digest, image, build, durationMs }: ImageResult): string => {
  const names = plan.build.references.join(', ') || plan.build.repository
  const done = build === undefined ? 'Unchanged' : plan.pushes ? 'Pushed' : 'Built, not pushed:'
  const size = image === undefined ? '' : `, ${bytes(image.size)}`
  const steps =
    build === undefined
      ? 'Nothing was built'
      : `${build.hits.cached} of ${build.hits.total} steps cached (${build.hits.percent} %)`
  return `${done} ${names} ${digest ?? ''}\n${steps}${size}, ${duration(durationMs)}`
}
