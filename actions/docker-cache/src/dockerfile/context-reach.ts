import type { Dockerfile } from './dockerfile.ts'
import { contextUse } from './first-affected.ts'
import { otherFrontend } from './other-frontend.ts'
import { leadsInto, reaches } from './path-pattern.ts'

/** The part of a context folder that a build reads. Paths are relative to it, with `/`. */
export type ContextReach = {
  /** Whether the path is, or lies in, something that is copied. */
  takes(path: string): boolean
  /** Whether something in the folder may be copied. */
  enters(folder: string): boolean
  /** Whether the path is, or lies above, what an instruction names: BuildKit follows a link there. */
  follows(link: string): boolean
}

/**
 * What COPY, ADD and bind mounts of the stages that the target needs read of
 * the context; undefined where that may be all of it. Triggers (ONBUILD) of
 * base images are not seen.
 */
export const contextReach = (dockerfile: Dockerfile, target?: string): ContextReach | undefined => {
  if (otherFrontend(dockerfile) !== undefined) return undefined
  const uses = contextUse(dockerfile, target)
  const paths = new Set(uses.flatMap((use) => use.paths))
  if (paths.has(undefined) || paths.has('') || uses.some(({ parents }) => parents)) return undefined
  const patterns = [...paths].filter((path) => path !== undefined)
  if (patterns.some((pattern) => SLASH_IN_CLASS.test(pattern))) return undefined
  return {
    takes: (path) => patterns.some((pattern) => reaches(pattern, path)),
    enters: (folder) => patterns.some((pattern) => leadsInto(pattern, folder)),
    follows: (link) =>
      patterns.some((pattern) => leadsInto(pattern, link) && !reaches(pattern, parentOf(link))),
  }
}

/** A class of Go's filepath.Match may hold slashes, `[a/b]`: then they part no folders. */
const SLASH_IN_CLASS = /\[.*\//s

/** The root is in no pattern that is left. */
const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))
