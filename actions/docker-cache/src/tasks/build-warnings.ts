import { type Log, visible } from '@ci-kit/core/log'
import { dockerfile } from '../build/sources.ts'
import type { ImagePlan } from '../image/image-plan.ts'
import type { BuildGraph } from '../progress/build-graph.ts'

/** The findings of BuildKit's own checks, at their lines. */
export const buildWarnings = (
  { build }: Pick<ImagePlan, 'build'>,
  { warnings }: Pick<BuildGraph, 'warnings'>,
  log: Pick<Log, 'warning'>,
): void => {
  const file = dockerfile(build)
  for (const { text, rule, line } of warnings)
    log.warning(visible(text), {
      ...(rule !== undefined && { title: rule }),
      ...(line !== undefined && file !== undefined && { file, line }),
    })
}
