import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf, UserError } from '@ci-kit/core/errors'
import type { Environment } from '@ci-kit/core/event'
import type { Exec } from '@ci-kit/core/exec'
import { isObject, type Json, stringAt } from '@ci-kit/core/json'
import { CHECK_LIMIT } from '../progress/check-result.ts'
import { progressStream } from '../progress/progress-stream.ts'
import { type SolveStatus, solveStatus } from '../progress/solve-status.ts'
import { shortened } from '../shortened.ts'
import { buildArguments, cacheArguments, checkArguments } from './build-command.ts'
import type { BuildPlan } from './build-options.ts'
import type { Builder, BuildResult, Watch } from './builder.ts'
import { buildxEnvironment, usesGithubCache } from './buildx-environment.ts'
import { findBuildx } from './find-buildx.ts'

/** Plain text that is kept for the diagnosis of a failed build. */
const TEXT_LINES = 200
const LINE_LIMIT = 4_000

export type BuildxSettings = {
  /** Where builds run and relative paths start. */
  readonly workspace: string
  /** Where a folder for a build may be made; it is removed when the build ends. */
  readonly temp: string
  /** The environment with builder and credentials; what builds nothing needs none. */
  workbench(): Promise<Environment>
}

/** BuildKit behind one buildx process a build. */
export const buildx = (exec: Exec, { workspace, temp, workbench }: BuildxSettings): Builder => {
  const start = async (args: readonly string[], plan: Caches, watch: Watch, keepBytes = 0) => {
    const env = await workbench()
    const { program, prefix } = findBuildx(env)
    const output = buildxOutput(watch.onProgress)
    const ended = await exec(program, [...prefix, ...args], {
      cwd: workspace,
      env: buildxEnvironment(env, usesGithubCache([...plan.cacheFrom, ...plan.cacheTo])),
      onStderr: output.write,
      keepBytes,
      ...(watch.stop && { stop: watch.stop }),
    })
    return { exitCode: ended.exitCode, stdout: ended.stdout, text: output.end() }
  }
  return {
    build: async (plan, watch) => {
      // An earlier step may have removed it.
      await mkdir(temp, { recursive: true })
      const folder = await mkdtemp(join(temp, 'docker-cache-'))
      try {
        const metadataFile = join(folder, 'metadata.json')
        const ended = await start(buildArguments(plan, metadataFile), plan, watch)
        return await resultOf(ended, watch, () => builtImage(plan, metadataFile))
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
    exportCache: async (plan, watch) =>
      resultOf(await start(cacheArguments(plan), plan, watch), watch, async () => NO_IMAGE),
    check: async (options) => {
      const args = checkArguments(options)
      const { exitCode, stdout, text } = await start(args, NO_CACHES, SILENT, CHECK_LIMIT)
      return { exitCode, text, stdout: Buffer.from(stdout).toString() }
    },
  }
}

type Caches = Pick<BuildPlan, 'cacheFrom' | 'cacheTo'>
const NO_CACHES: Caches = { cacheFrom: [], cacheTo: [] }
const SILENT: Watch = { onProgress: () => {} }

const resultOf = async (
  { exitCode, text }: { readonly exitCode: number; readonly text: readonly string[] },
  { stop }: Watch,
  image: () => Promise<BuiltImage>,
): Promise<BuildResult> => {
  if (exitCode === 0) return { kind: 'done', ...(await image()) }
  return stop?.aborted ? { kind: 'stopped' } : { kind: 'failed', failure: { exitCode, text } }
}

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

const DIGEST = /^sha256:[0-9a-f]{64}$/

const NO_IMAGE = { digest: undefined, metadata: {} }

type BuiltImage = { readonly digest: string | undefined; readonly metadata: Json }

/** Folders and archives have no digest; everything else is an image. */
const builtImage = async (plan: BuildPlan, metadataFile: string): Promise<BuiltImage> => {
  const told = await metadataOf(metadataFile)
  const metadata = isObject(told) ? told : {}
  const digest = stringAt(metadata, 'containerimage.digest')
  if (digest && DIGEST.test(digest)) return { digest, metadata }
  if (plan.output.push === 'no' && plan.output.others.length > 0)
    return { digest: undefined, metadata }
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
