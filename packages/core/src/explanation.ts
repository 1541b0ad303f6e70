import { messageOf, UserError } from './errors.ts'
import { countAt, isObject, type Json, stringAt } from './json.ts'
import { visible } from './log.ts'

/**
 * Why a component is selected or not: a changed file of its own, a component
 * that it needs, a changed file that selects every component, nothing was
 * compared, no changed file touches it, or nobody knows what changed.
 */
export const BECAUSE = [
  'file',
  'dependency',
  'global',
  'everything',
  'no-change',
  'unknown',
] as const
export type Because = (typeof BECAUSE)[number]

/** The answer for one component, as JSON. */
export type ExplainedComponent = {
  readonly component: string
  readonly selected: boolean
  readonly because: Because
  /** With `file` and `global`: the first changed file that counts, and what happened to it. */
  readonly file?: string
  readonly status?: string
  /** The pattern that decided for that file, and where it stands; lines count from 1. */
  readonly pattern?: string
  readonly source?: string
  readonly line?: number
  /** With `dependency`: from this component to the one whose file changed. */
  readonly path?: readonly string[]
  /** Changed files of its own; 0 when they are not known. */
  readonly 'files-count': number
}

/** What was compared and what it selects. The contract between the action that finds it and all that read it. */
export type Explanation = {
  /** Name of the event, left out outside of GitHub Actions. */
  readonly event?: string
  /** Commit ids; '' when nothing was compared. */
  readonly base: string
  readonly head: string
  readonly 'base-reason': string
  /** Whether all changed files are known. If not, `reason` says why. */
  readonly reliable: boolean
  readonly reason: string
  readonly 'docs-only': boolean
  /** How many files changed, null when that is not known. */
  readonly 'changed-files': number | null
  readonly components: readonly ExplainedComponent[]
}

/**
 * Reads an explanation. Members that are not known are left out, so that a
 * newer writer does no harm. Throws {@link UserError} with what is wrong.
 */
export const parseExplanation = (text: string): Explanation => {
  const document = jsonOf(text)
  if (!isObject(document)) throw malformed('it is no JSON object')
  const { reliable, components, 'changed-files': changed } = document
  if (typeof reliable !== 'boolean') throw malformed("'reliable' is neither true nor false")
  if (!Array.isArray(components)) throw malformed("'components' is no list")
  const event = stringAt(document, 'event')
  return {
    ...(event !== undefined && { event }),
    base: stringAt(document, 'base') ?? '',
    head: stringAt(document, 'head') ?? '',
    'base-reason': stringAt(document, 'base-reason') ?? '',
    reliable,
    reason: stringAt(document, 'reason') ?? '',
    'docs-only': document['docs-only'] === true,
    'changed-files': typeof changed === 'number' ? changed : null,
    components: components.map(componentOf),
  }
}

const malformed = (problem: string): UserError =>
  new UserError(
    `The explanation cannot be read: ${problem}. Pass the output 'explanation' of detect-changes as it is.`,
  )

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    throw malformed(visible(messageOf(thrown), 200))
  }
}

const componentOf = (from: unknown, index: number): ExplainedComponent => {
  const at = `component ${index + 1}`
  if (!isObject(from)) throw malformed(`${at} is no object`)
  const component = stringAt(from, 'component')
  const because = BECAUSE.find((known) => known === from.because)
  if (component === undefined) throw malformed(`${at} has no name`)
  if (typeof from.selected !== 'boolean') {
    throw malformed(`'selected' of ${at} is neither true nor false`)
  }
  if (because === undefined) throw malformed(`'because' of ${at} is none of ${BECAUSE.join(', ')}`)
  return {
    component,
    selected: from.selected,
    because,
    ...optionalTexts(from),
    ...pathOf(from.path, at),
    'files-count': countAt(from, 'files-count') ?? 0,
  }
}

const optionalTexts = (from: Json) => {
  const [file, status, pattern, source] = ['file', 'status', 'pattern', 'source'].map((name) =>
    stringAt(from, name),
  )
  const line = countAt(from, 'line')
  return {
    ...(file !== undefined && { file }),
    ...(status !== undefined && { status }),
    ...(pattern !== undefined && { pattern }),
    ...(source !== undefined && { source }),
    ...(line !== undefined && { line }),
  }
}

const pathOf = (path: unknown, at: string): { readonly path?: readonly string[] } => {
  if (path === undefined) return {}
  if (Array.isArray(path) && path.every((name) => typeof name === 'string')) return { path }
  throw malformed(`'path' of ${at} is no list of names`)
}
