import { UserError } from '@ci-kit/core/errors'
import { countAt, isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'

/** A finding of `call: check`, or of a build. */
export type CheckFinding = {
  /** Name of the check, such as `JSONArgsRecommended`; undefined for a Dockerfile that cannot be read. */
  readonly rule: string | undefined
  readonly text: string
  /** Page that explains the check. */
  readonly url: string | undefined
  /** As buildx was told it. */
  readonly file: string | undefined
  /** From 1. */
  readonly line: number | undefined
}

export type CheckResult = {
  readonly findings: readonly CheckFinding[]
  /** The Dockerfile cannot be read, or a build of it cannot begin. */
  readonly error: CheckFinding | undefined
}

/** More is no answer of a check; the Dockerfile that it holds may have a few hundred KB. */
export const CHECK_LIMIT = 16 * 1024 * 1024

/**
 * Reads what `buildx build --call=check,format=json` prints on its standard
 * output. buildx 0.31 ends with 0 without findings, and with 1 as well for
 * findings as for a Dockerfile that cannot be read; so an exit code other than
 * 0 without either of them in the answer is a failure, told by the caller with
 * what is on standard error. `subrequests.lint` of moby/buildkit is the format:
 * `{ warnings: […] | null, sources: […], buildError?: { message, location } }`.
 * Throws {@link UserError} when the text is no such answer.
 */
export const parseCheck = (text: string, exitCode: number): CheckResult => {
  const answer = jsonOf(text)
  if (!isObject(answer) || !('warnings' in answer || 'buildError' in answer)) throw unreadable(text)
  const sources = objectsAt(answer, 'sources')
  const findings = distinct(objectsAt(answer, 'warnings').map((one) => finding(one, sources)))
  const fault = objectAt(answer, 'buildError')
  const error = fault && {
    ...finding(fault, sources),
    text: stringAt(fault, 'message') ?? 'The Dockerfile cannot be read.',
  }
  if (exitCode !== 0 && error === undefined && findings.length === 0) {
    throw new UserError(
      `The check of the Dockerfile ended with exit code ${exitCode} and without a finding. Its output is above.`,
    )
  }
  return { findings, error }
}

const finding = (from: Json, sources: readonly Json[]): CheckFinding => {
  const location = objectAt(from, 'location')
  const [range] = objectsAt(location, 'ranges')
  return {
    rule: stringAt(from, 'ruleName'),
    text: stringAt(from, 'detail') ?? stringAt(from, 'description') ?? '',
    url: stringAt(from, 'url'),
    file: stringAt(sourceOf(location, sources), 'filename'),
    line: countAt(objectAt(range, 'start'), 'line'),
  }
}

/** An index of 0 is left out; one below 0 stands for no source. */
const sourceOf = (location: Json | undefined, sources: readonly Json[]): Json | undefined => {
  if (location === undefined) return undefined
  const index = 'sourceIndex' in location ? countAt(location, 'sourceIndex') : 0
  return index === undefined ? undefined : sources[index]
}

/** The same finding on several platforms, or in a stage that two others start from, is one. */
export const distinct = <Finding extends CheckFinding>(findings: readonly Finding[]): Finding[] => {
  const seen = new Map<string, Finding>()
  for (const one of findings) {
    const key = JSON.stringify([one.rule, one.file, one.line, one.text])
    if (!seen.has(key)) seen.set(key, one)
  }
  return [...seen.values()].toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0))
}

const jsonOf = (text: string): unknown => {
  if (text.length > CHECK_LIMIT) return undefined
  try {
    return JSON.parse(text)
  } catch {
    // Older buildx prints a table; the caller hears that it cannot be read.
    return undefined
  }
}

const QUOTE_LIMIT = 200

const unreadable = (text: string): UserError =>
  new UserError(
    `What buildx says about the Dockerfile cannot be read: '${visible(text.trim(), QUOTE_LIMIT)}'. Use buildx 0.15 or later for 'call: check'.`,
  )

const objectsAt = (from: Json | undefined, name: string): Json[] => {
  const value = from?.[name]
  return Array.isArray(value) ? value.filter(isObject) : []
}
