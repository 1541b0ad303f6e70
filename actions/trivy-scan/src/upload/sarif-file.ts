import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { parseObject } from '@ci-kit/oci/json'
import type { SarifReport } from './outcome.ts'

/** GitHub's limits for a file, from "SARIF support for code scanning" and the REST API's reference. */
const MAX_RUNS = 20
const MAX_RESULTS = 25_000
export const MAX_GZIP_BYTES = 10 * 1024 * 1024

/** A report that was looked into. */
export type CheckedReport = SarifReport & {
  readonly categories: readonly string[]
  /** Tool and category of each run: a later upload with the same key takes the place of an earlier one. */
  readonly keys: readonly string[]
  /** Why GitHub would refuse it. */
  readonly errors: readonly string[]
}

/** Looks for what GitHub is known to refuse, before anything is sent. */
const checkReport = (report: SarifReport): CheckedReport => {
  const runs = runsIn(report.sarif)
  if (runs === undefined) {
    return { ...report, categories: [], keys: [], errors: ['it is no SARIF file with runs'] }
  }
  const categories = runs.map(categoryOf)
  const keys = runs.map((run, at) => JSON.stringify([toolOf(run), categories[at]]))
  const errors = [
    ...(runs.length > MAX_RUNS ? [`it has ${runs.length} runs, and ${MAX_RUNS} are allowed`] : []),
    ...runs.flatMap((run, at) => tooManyResults(run, categories[at] ?? '')),
    ...repeated(categories, keys),
  ]
  return { ...report, categories, keys, errors }
}

/** The same for all reports of a step, in their order: none may take the place of an earlier one. */
export const checkReports = (reports: readonly SarifReport[]): readonly CheckedReport[] => {
  const owners = new Map<string, string>()
  return reports.map((report) => {
    const checked = checkReport(report)
    const taken = checked.keys.findIndex((key) => owners.has(key))
    if (taken === -1) {
      for (const key of checked.keys) owners.set(key, report.name)
      return checked
    }
    const owner = visible(owners.get(checked.keys[taken] ?? '') ?? '', 200)
    const category = visible(checked.categories[taken] ?? '', 200)
    const error = `its category '${category}' is the one of ${owner}, whose results it would replace`
    return { ...checked, errors: [...checked.errors, error] }
  })
}

/** Base64 of the gzip, as the API takes it, or the error when that is too long. */
export const packed = async (sarif: string): Promise<{ text: string } | { error: string }> => {
  const bytes = await promisify(gzip)(sarif)
  return bytes.length > MAX_GZIP_BYTES
    ? { error: `it has ${bytes.length} bytes as gzip, and ${MAX_GZIP_BYTES} are allowed` }
    : { text: bytes.toString('base64') }
}

const runsIn = (text: string): readonly Json[] | undefined => {
  const runs: unknown = parseObject(text)?.runs
  return Array.isArray(runs) && runs.length > 0 && runs.every(isObject) ? runs : undefined
}

/** What stands before the last slash of the run's id; the rest is the name of this one run. */
const categoryOf = (run: Json): string => {
  const id = stringAt(objectAt(run, 'automationDetails'), 'id') ?? ''
  return id.slice(0, Math.max(0, id.lastIndexOf('/')))
}

const toolOf = (run: Json): string =>
  stringAt(objectAt(objectAt(run, 'tool'), 'driver'), 'name') ?? ''

const tooManyResults = (run: Json, category: string): readonly string[] => {
  const count = Array.isArray(run.results) ? run.results.length : 0
  return count > MAX_RESULTS
    ? [`category '${visible(category, 200)}' has ${count} results, and ${MAX_RESULTS} are allowed`]
    : []
}

const repeated = (categories: readonly string[], keys: readonly string[]): readonly string[] => {
  const again = categories.filter((_category, at) => keys.indexOf(keys[at] ?? '') < at)
  return [...new Set(again)].map(
    (category) => `category '${visible(category, 200)}' has several runs, and one is allowed`,
  )
}
