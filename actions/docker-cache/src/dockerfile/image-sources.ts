import { copySources } from './copy-sources.ts'
import type { Dockerfile, Source } from './dockerfile.ts'
import { reachableStages, stageSources } from './stage-graph.ts'
import { walkStages } from './stage-scopes.ts'

/** What a build takes from outside its context; without duplicates, in the order of the file. */
export type OutsideSources = {
  /** References as written, with variables replaced; the frontend of `# syntax=` comes first. */
  readonly images: readonly string[]
  /** Names of named contexts, as they were given. */
  readonly contexts: readonly string[]
  /** Bases and sources with variables that cannot be known before the build, as written. */
  readonly unknown: readonly string[]
  /** Addresses that ADD downloads or clones; with `unknown` when a variable in one is not known. */
  readonly remoteAdds: readonly string[]
}

/**
 * Everything that building `target` (the last stage when left out) needs from
 * outside. Triggers (ONBUILD) of base images are not seen: they are in the
 * image's configuration, which its digest stands for.
 */
export const imageSources = (dockerfile: Dockerfile, target?: string): OutsideSources => {
  const stages = reachableStages(dockerfile, target)
  const sources = stages.flatMap(stageSources(dockerfile))
  const frontend = dockerfile.frontend === undefined ? [] : [dockerfile.frontend]
  const added = remoteSources(dockerfile, target)
  return {
    images: unique([...frontend, ...sources.flatMap(imageOf)]),
    contexts: unique(sources.flatMap((source) => (source.kind === 'context' ? source.name : []))),
    unknown: unique([
      ...sources.flatMap((source) => (source.kind === 'unknown' ? source.text : [])),
      ...added.flatMap(({ unknown }) => unknown),
    ]),
    remoteAdds: unique(added.flatMap(({ remote }) => remote)),
  }
}

const imageOf = (source: Source): string[] => (source.kind === 'image' ? [source.reference] : [])

/** An ADD whose source cannot be known may be a download. */
const remoteSources = (dockerfile: Dockerfile, target: string | undefined) =>
  walkStages(dockerfile, target, ({ instruction, lookup }) =>
    instruction.name === 'ADD' ? [copySources(instruction, lookup, dockerfile.escapeToken)] : [],
  )

const unique = (items: readonly string[]): string[] => [...new Set(items)]
