import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Json } from '@ci-kit/core/json'
import { type Pairs, parsePairs, parsePath } from './command-files.ts'

/** What one program of a step (main or post) wrote to its file commands. */
export type Written = {
  readonly outputs: Pairs
  readonly state: Pairs
  readonly env: Pairs
  readonly path: readonly string[]
  readonly summary: string
}

/** The temporary folder of a step. Each program gets fresh files; RUNNER_TEMP is shared. */
export type StepFiles = {
  /** Variables that name the event file, RUNNER_TEMP and fresh, empty file commands. */
  fresh(): { readonly variables: Record<string, string>; read(): Written }
  remove(): void
}

const FILES = ['GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STEP_SUMMARY']

/** Folders that outlive the step, those of its own when they are left out. */
export type KeptFolders = {
  /** The RUNNER_TEMP of a job that goes on. */
  readonly temp?: string
  /** The RUNNER_TOOL_CACHE of a machine that is used again. */
  readonly toolCache?: string
}

export const stepFiles = (payload: Json, { temp, toolCache }: KeptFolders = {}): StepFiles => {
  const folder = mkdtempSync(join(tmpdir(), 'ci-kit-step-'))
  const inFolder = (name: string): string => join(folder, name)
  for (const name of ['temp', 'tools']) mkdirSync(inFolder(name))
  writeFileSync(inFolder('event.json'), JSON.stringify(payload))
  return {
    fresh: () => {
      for (const name of FILES) writeFileSync(inFolder(name), '')
      return {
        variables: {
          GITHUB_EVENT_PATH: inFolder('event.json'),
          RUNNER_TEMP: temp ?? inFolder('temp'),
          RUNNER_TOOL_CACHE: toolCache ?? inFolder('tools'),
          ...Object.fromEntries(FILES.map((name) => [name, inFolder(name)])),
        },
        read: () => written((name) => readFileSync(inFolder(name), 'utf8')),
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

const written = (read: (name: string) => string): Written => ({
  outputs: parsePairs(read('GITHUB_OUTPUT'), 'GITHUB_OUTPUT'),
  state: parsePairs(read('GITHUB_STATE'), 'GITHUB_STATE'),
  env: parsePairs(read('GITHUB_ENV'), 'GITHUB_ENV'),
  path: parsePath(read('GITHUB_PATH')),
  summary: read('GITHUB_STEP_SUMMARY'),
})
