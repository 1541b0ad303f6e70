import type { Dockerfile, Given } from '@ci-kit/docker-cache/dockerfile/dockerfile'
import { parseDockerfile } from '@ci-kit/docker-cache/dockerfile/parse-dockerfile'

/** A Dockerfile from its lines, with nothing given unless said otherwise. */
export const parsed = (
  lines: string | readonly string[],
  given: {
    readonly buildArgs?: Readonly<Record<string, string>>
    readonly buildContexts?: Readonly<Record<string, string>>
    readonly platform?: string
  } = {},
): Dockerfile => {
  const text = typeof lines === 'string' ? lines : `${lines.join('\n')}\n`
  const all: Given = {
    buildArgs: new Map(Object.entries(given.buildArgs ?? {})),
    buildContexts: new Map(Object.entries(given.buildContexts ?? {})),
    platform: given.platform,
  }
  return parseDockerfile(text, all)
}
