import type { NamedValue } from '../build/build-options.ts'
import { dockerfileSource } from '../build/dockerfile-source.ts'
import type { PreparedImage } from '../image/prepare-image.ts'
import type { Step } from './step.ts'

/** BuildKit's name for an image without content, which costs no look-up. */
const NOT_YET = 'docker-image://scratch'

/** Contexts by the names of components that are not built yet: their names tell them from images of a registry. */
export const contextsToCome = (needs: readonly string[]): readonly NamedValue[] =>
  needs.map((name) => ({ name, value: NOT_YET }))

/**
 * An image with the images of the components that it needs: they take the place
 * of stages and images of their names, so its Dockerfile is read anew.
 */
export const withNeeded = (
  { plan, source }: PreparedImage,
  needed: readonly NamedValue[],
  { context, env }: Pick<Step['ports'], 'context' | 'env'>,
): PreparedImage => {
  if (needed.length === 0) return { plan, source }
  const own = plan.build.buildContexts.filter(
    ({ name }) => !needed.some((one) => one.name === name),
  )
  const build = { ...plan.build, buildContexts: [...own, ...needed] }
  return { plan: { ...plan, build }, source: dockerfileSource(build, context.workspace, env) }
}
