import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { childProcesses } from '@ci-kit/core/adapters/child-process'
import type { BuildPlan } from '@ci-kit/docker-cache/build/build-options'
import type { Builder, Watch } from '@ci-kit/docker-cache/build/builder'
import { buildx } from '@ci-kit/docker-cache/build/buildx'
import type { SolveStatus } from '@ci-kit/docker-cache/progress/solve-status'
import { planWith } from '../../unit/docker-cache/build/plans.ts'
import { folderWith } from '../folders.ts'

export const DIGEST = `sha256:${'d'.repeat(64)}`

/** How buildx was started. */
export type Started = {
  readonly args: string[]
  readonly env: Record<string, string>
  readonly cwd: string
}

/**
 * A program that stands where buildx would. It writes down how it was started,
 * and then does what the given lines say; `metadata(text)` writes the metadata
 * file. Answers the folder that it lies in.
 */
export const fakeBuildx = (lines: string): { bin: string; started: () => Started[] } => {
  const bin = folderWith({ started: '' })
  const record = join(bin, 'started')
  const program = join(bin, 'buildx')
  writeFileSync(
    program,
    `#!${process.execPath}
const { appendFileSync, writeFileSync } = require('node:fs')
const args = process.argv.slice(2)
const started = { args, env: process.env, cwd: process.cwd() }
appendFileSync(${JSON.stringify(record)}, JSON.stringify(started) + '\\n')
const metadataFile = args.find((arg) => arg.startsWith('--metadata-file='))?.slice(16)
const metadata = (text) => writeFileSync(metadataFile, text)
${lines}
`,
  )
  chmodSync(program, 0o755)
  const started = (): Started[] =>
    readFileSync(record, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
  return { bin, started }
}

export const SUCCESS = `metadata(JSON.stringify({ 'containerimage.digest': '${DIGEST}' }))`
/** Says that it has begun, and goes on until it is asked to end; `code` is how it ends then. */
export const endless = (code: number): string => `
process.on('SIGTERM', () => process.exit(${code}))
setTimeout(() => {}, 60_000)
console.error('{"vertexes":[]}')`

export type Given = {
  readonly env?: Record<string, string>
  readonly cancellation?: AbortSignal
  readonly stop?: AbortSignal
  readonly plan?: Partial<BuildPlan>
}

/** The builder over a fake buildx, with what it reports and where it works. */
export const fakeBuilder = (lines: string, { env = {}, cancellation, stop, plan }: Given = {}) => {
  const { bin, started } = fakeBuildx(lines)
  const [workspace, temp] = [folderWith(), join(folderWith(), 'not-there-yet')]
  const progress: SolveStatus[] = []
  const exec = childProcesses(cancellation ?? new AbortController().signal)
  const environments: string[] = []
  const builder: Builder = buildx(exec, {
    workspace,
    temp,
    workbench: async () => {
      environments.push('asked')
      return { PATH: bin, ...env }
    },
  })
  const watch: Watch = {
    onProgress: (status) => void progress.push(status),
    ...(stop && { stop }),
  }
  const whole = planWith({
    context: 'services/a b',
    buildArgs: ['QUOTED=a "b" $(c)'],
    ...plan,
  })
  return { builder, plan: whole, watch, progress, started, workspace, temp, environments }
}

/** Starts a build. */
export const start = (lines: string, given: Given = {}) => {
  const fake = fakeBuilder(lines, given)
  return { ...fake, result: fake.builder.build(fake.plan, fake.watch) }
}
