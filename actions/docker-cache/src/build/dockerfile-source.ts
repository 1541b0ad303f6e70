import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { messageOf, UserError } from '@ci-kit/core/errors'
import type { Environment } from '@ci-kit/core/event'
import { visible } from '@ci-kit/core/log'
import type { Dockerfile } from '../dockerfile/dockerfile.ts'
import { parseDockerfile } from '../dockerfile/parse-dockerfile.ts'
import type { BuildOptions } from './build-options.ts'
import { dockerfile } from './sources.ts'

/** The Dockerfile of a build that lies in the workspace. */
export type DockerfileSource = {
  /** Relative to the workspace. */
  readonly file: string
  readonly text: string
  readonly parsed: Dockerfile
}

/** BuildKit reads no Dockerfile above 16 MiB (dockerui, maxDockerfileSize); nobody writes one of 1 MiB. */
const LIMIT_BYTES = 1024 * 1024

/** Undefined for a Dockerfile that comes with a remote context. */
export const dockerfileSource = (
  options: BuildOptions,
  workspace: string,
  env: Environment,
): DockerfileSource | undefined => {
  const file = dockerfile(options)
  if (file === undefined) return undefined
  const text = read(file, resolve(workspace, file))
  const [platform, ...others] = options.platforms
  const parsed = parseDockerfile(text, {
    buildArgs: givenArgs(options.buildArgs, env),
    buildContexts: new Map(options.buildContexts.map(({ name, value }) => [name, value])),
    ...(platform !== undefined && others.length === 0 && { platform }),
  })
  return { file, text, parsed }
}

/** `NAME` alone takes its value from the environment, and is not given where that has none. */
const givenArgs = (entries: readonly string[], env: Environment): Map<string, string> =>
  new Map(
    entries.flatMap((entry) => {
      const equals = entry.indexOf('=')
      const value = equals < 0 ? env[entry] : entry.slice(equals + 1)
      return value === undefined ? [] : [[equals < 0 ? entry : entry.slice(0, equals), value]]
    }),
  )

const read = (file: string, path: string): string => {
  try {
    if (statSync(path).size <= LIMIT_BYTES) return readFileSync(path, 'utf8')
  } catch (thrown) {
    throw new UserError(
      `The Dockerfile ${visible(file)} cannot be read: ${visible(messageOf(thrown))}. Check its permissions.`,
    )
  }
  throw new UserError(
    `The Dockerfile ${visible(file)} has more than ${LIMIT_BYTES} bytes. Check input 'file'.`,
  )
}
