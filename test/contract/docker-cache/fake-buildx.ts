import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { childProcesses } from '@ci-kit/core/adapters/child-process'
import type { BuildPlan } from '@ci-kit/docker-cache/build/build-command'
import { buildx } from '@ci-kit/docker-cache/build/buildx'
import type { SolveStatus } from '@ci-kit/docker-cache/progress/solve-status'
import { folderWith } from './folders.ts'

export const DIGEST = `sha256:${'d'.repeat(64)}`

const plan: BuildPlan = {
  context: 'services/a b',
  file: undefined,
  target: undefined,
  platforms: [],
  buildArgs: ['QUOTED=a "b" $(c)'],
  references: ['ghcr.io/org/app:1'],
  push: true,
  cacheFrom: [],
  cacheTo: undefined,
}

/**
 * A program that stands where buildx would. It writes down how it was started,
 * and then does what the given lines say; `metadata(text)` writes the metadata file.
 */
const fakeBuildx = (lines: string): { bin: string; started: () => Started } => {
  const bin = folderWith()
  const record = join(bin, 'started.json')
  const program = join(bin, 'buildx')
  writeFileSync(
    program,
    `#!${process.execPath}
const { writeFileSync, existsSync, readFileSync } = require('node:fs')
const { join } = require('node:path')
const args = process.argv.slice(2)
const config = join(process.env.DOCKER_CONFIG ?? '/nowhere', 'config.json')
const login = existsSync(config) ? readFileSync(config, 'utf8') : ''
writeFileSync(${JSON.stringify(record)}, JSON.stringify({ args, env: process.env, cwd: process.cwd(), login }))
const metadataFile = args.find((arg) => arg.startsWith('--metadata-file=')).slice(16)
const metadata = (text) => writeFileSync(metadataFile, text)
${lines}
`,
  )
  chmodSync(program, 0o755)
  const started = (): Started => JSON.parse(readFileSync(record, 'utf8'))
  return { bin, started }
}

type Started = {
  readonly args: string[]
  readonly env: Record<string, string>
  readonly cwd: string
  readonly login: string
}

export const SUCCESS = `metadata(JSON.stringify({ 'containerimage.digest': '${DIGEST}' }))`

type Given = {
  readonly env?: Record<string, string>
  readonly login?: { host: string; token: string }
  readonly cancellation?: AbortSignal
}

export const start = (lines: string, { env = {}, login, cancellation }: Given = {}) => {
  const { bin, started } = fakeBuildx(lines)
  const [workspace, temp] = [folderWith(), folderWith()]
  const progress: SolveStatus[] = []
  const exec = childProcesses(cancellation ?? new AbortController().signal)
  const builder = buildx(exec, { env: { PATH: bin, ...env }, workspace, temp, login })
  const result = builder.build(plan, (status) => progress.push(status))
  return { result, progress, started, workspace, temp }
}
