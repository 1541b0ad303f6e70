import { UserError } from '@ci-kit/core/errors'
import type { Context } from '@ci-kit/core/event'
import { isObject, type Json } from '@ci-kit/core/json'
import { type Outputs, outputText } from '@ci-kit/core/outputs'
import { run } from '@ci-kit/pipeline-plan'
import { parseInputs } from '@ci-kit/pipeline-plan/inputs'
import { fakeReader } from '../core/fake-reader.ts'
import { memoryLog, pushed } from '../detect-changes/samples.ts'

/** The defaults of the manifest that are not empty. */
const DEFAULTS = {
  registry: 'ghcr.io',
  branches: 'main: production\ndevelop: staging\n',
  platforms: 'linux/amd64',
  runners: 'linux/amd64: ubuntu-latest\nlinux/arm64: ubuntu-24.04-arm\n',
  deploy: 'true',
}

export type World = {
  readonly rows?: readonly Json[]
  readonly inputs?: Readonly<Record<string, string>>
  readonly context?: Context
  /** Files of the checkout. */
  readonly files?: readonly string[]
}

export type Planned = {
  readonly outputs: Outputs
  readonly log: readonly string[]
  readonly summary: string
}

/** Runs the action with a checkout that holds `files`; the components file has the text of input `file-text`. */
export const planned = async (world: World): Promise<Planned> => {
  const { rows = [], inputs = {}, context = pushed(), files = [] } = world
  const log = memoryLog()
  const markdown: string[] = []
  const given = { ...DEFAULTS, matrix: JSON.stringify({ include: rows }), ...inputs }
  const outputs = await run(parseInputs(fakeReader(given)), context, {
    log,
    summary: { append: (text) => void markdown.push(text) },
    workspace: { kindOf: (path) => kindIn(files, path) },
    readComponents: async () => inputs['file-text'] ?? '',
  })
  return { outputs, log: log.lines, summary: markdown.join('\n') }
}

/** Folders are those that files are in, as in Git. */
const kindIn = (files: readonly string[], path: string): 'file' | 'folder' | undefined => {
  if (files.includes(path)) return 'file'
  const isFolder = path === '.' || files.some((file) => file.startsWith(`${path}/`))
  return isFolder ? 'folder' : undefined
}

/** What the author is told; '' when all is well. Any other error is thrown. */
export const problemOf = async (world: World): Promise<string> => {
  try {
    await planned(world)
    return ''
  } catch (thrown) {
    if (thrown instanceof UserError) return thrown.message
    throw thrown
  }
}

/** A row of detect-changes' matrix for a component with a Dockerfile in `services/api`. */
export const api = (members: Json = {}): Json => ({
  component: 'api',
  path: 'services/api',
  reason: 'services/api/**',
  'files-count': 1,
  ...members,
})

export const DOCKERFILE = ['services/api/Dockerfile']

/** The rows of a matrix in the outputs, as a workflow reads them. */
export const rowsOf = (outputs: Outputs, name: string): readonly Json[] => {
  const matrix: unknown = JSON.parse(outputText(outputs[name] ?? ''))
  const rows: unknown = isObject(matrix) ? matrix.include : undefined
  return Array.isArray(rows) ? rows.filter(isObject) : []
}
