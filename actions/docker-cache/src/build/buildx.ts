import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf, UserError } from '@ci-kit/core/errors'
import type { Environment } from '@ci-kit/core/event'
import type { Exec } from '@ci-kit/core/exec'
import { isObject, stringAt } from '@ci-kit/core/json'
import { type Login, privateDockerConfig } from '../login/login.ts'
import { progressStream } from '../progress/progress-stream.ts'
import { type SolveStatus, solveStatus } from '../progress/solve-status.ts'
import { shortened } from '../shortened.ts'
import { buildArguments } from './build-command.ts'
import type { Builder } from './builder.ts'
import { findBuildx } from './find-buildx.ts'

/** Plain text that is kept for the diagnosis of a failed build. */
const TEXT_LINES = 200
const LINE_LIMIT = 4_000

export type BuildxSettings = {
  readonly env: Environment
  /** Where builds run and relative paths start. */
  readonly workspace: string
  /** Where a folder for this build may be made; it is removed when the build ends. */
  readonly temp: string
  /** Credentials to add for this build only. */
  readonly login: Login | undefined
}

/** BuildKit behind one buildx process a build. */
export const buildx = (exec: Exec, { env, workspace, temp, login }: BuildxSettings): Builder => ({
  build: async (plan, onProgress) => {
    const { program, prefix } = findBuildx(env)
    const folder = await mkdtemp(join(temp, 'docker-cache-'))
    try {
      const withLogin = login && (await privateDockerConfig(login, env, folder))
      const metadataFile = join(folder, 'metadata.json')
      const output = buildxOutput(onProgress)
      const { exitCode } = await exec(program, [...prefix, ...buildArguments(plan, metadataFile)], {
        cwd: workspace,
        env: childEnvironment(withLogin ?? env),
        onStderr: output.write,
        keepBytes: 0,
      })
      const text = output.end()
      return exitCode === 0
        ? { digest: await builtDigest(metadataFile) }
        : { failure: { exitCode, text } }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
})

/** Passes progress on as it arrives, and keeps the last lines of plain text. */
const buildxOutput = (onProgress: (status: SolveStatus) => void) => {
  const text: string[] = []
  const stream = progressStream((piece) => {
    if (isObject(piece.json)) onProgress(solveStatus(piece.json))
    if (piece.text === undefined) return
    text.push(shortened(piece.text, LINE_LIMIT))
    if (text.length > TEXT_LINES) text.shift()
  })
  return {
    write: stream.write,
    end: () => {
      stream.end()
      return text
    },
  }
}

/**
 * BuildKit needs the caller's environment (proxies, builder choice, values of
 * build arguments), but neither the action's inputs, which hold a token, nor
 * the runner's own credentials. Resolving provenance for the metadata file is
 * work for nothing here.
 */
const childEnvironment = (env: Environment): Environment => ({
  ...Object.fromEntries(Object.entries(env).filter(([name]) => !/^(INPUT|ACTIONS)_/.test(name))),
  BUILDX_METADATA_PROVENANCE: 'disabled',
})

const DIGEST = /^sha256:[0-9a-f]{64}$/

const builtDigest = async (metadataFile: string): Promise<string> => {
  const metadata = await metadataOf(metadataFile)
  const digest = isObject(metadata) ? stringAt(metadata, 'containerimage.digest') : undefined
  if (digest && DIGEST.test(digest)) return digest
  throw new UserError(
    'The builder did not report a digest. Use a builder with BuildKit 0.11 or later (docker-container, kubernetes or remote driver).',
  )
}

const metadataOf = async (file: string): Promise<unknown> => {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (thrown) {
    throw new UserError(
      `The build succeeded, but what buildx says about it cannot be read: ${messageOf(thrown)}. Use buildx 0.13 or later.`,
    )
  }
}
