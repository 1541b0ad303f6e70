import type { Environment } from '@ci-kit/core/event'
import { visible } from '@ci-kit/core/log'
import type { DockerfileSource } from '../build/dockerfile-source.ts'
import { otherFrontend } from '../dockerfile/other-frontend.ts'

/** What makes more of a build than its inputs say. */
export const unforeseenIn = (
  { text, parsed }: DockerfileSource,
  env: Environment,
): string | undefined => {
  if (env.BUILDX_GIT_LABELS) return 'BUILDX_GIT_LABELS puts the commit into the image'
  if (env.EXPERIMENTAL_BUILDKIT_SOURCE_POLICY)
    return 'EXPERIMENTAL_BUILDKIT_SOURCE_POLICY may put other images in the place of those that are named'
  // It stands for any bytes that are no text, so two files may read the same.
  if (text.includes('\ufffd')) return 'the Dockerfile is no UTF-8 text'
  const frontend = otherFrontend(parsed)
  return (
    frontend && `the frontend ${visible(frontend, 200)} may read more than the Dockerfile names`
  )
}
