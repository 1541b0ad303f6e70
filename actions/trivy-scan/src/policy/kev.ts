import { messageOf } from '@ci-kit/core/errors'
import { isObject, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import type { Finding } from '../findings/finding.ts'
import { csvRecords } from './csv-records.ts'
import { type ListFile, listDate, listProblem } from './list-file.ts'
import { listedId, listedIdsOf } from './vulnerability-id.ts'

/** The list of known exploited vulnerabilities. */
export type KnownExploited = {
  /** In upper case. */
  readonly ids: ReadonlySet<string>
  /** When the catalogue was released, undefined where the file does not tell. */
  readonly releasedAt: Date | undefined
}

/** CISA's catalogue has 1.5 MB; callers read no more than this many bytes. */
export const KEV_MAX_BYTES = 32 * 1024 * 1024

/** Whether the list has the finding, under any of its names. */
export const isKnownExploited = ({ ids }: KnownExploited, finding: Finding): boolean =>
  listedIdsOf(finding).some((id) => ids.has(id))

/**
 * Reads CISA's catalogue as JSON or CSV
 * (https://www.cisa.gov/known-exploited-vulnerabilities-catalog), or a list
 * with one id a line. Throws {@link UserError} for a file that is none of
 * them, has a bad entry, or no entry at all.
 */
export const parseKev = (text: string, path: string): KnownExploited => {
  const file: ListFile = { input: 'kev-file', path }
  const content = text.replace(/^\ufeff/, '')
  const list = /^\s*[{[]/.test(content)
    ? fromJson(content, file)
    : { ids: /^.*\bcveID\b/i.test(content) ? fromCsv(content, file) : fromLines(content, file) }
  if (list.ids.size === 0) throw listProblem(file, 'has no entry')
  return { releasedAt: undefined, ...list }
}

const fromJson = (text: string, file: ListFile): KnownExploited => {
  const catalogue = parsedJson(text, file)
  const entries = isObject(catalogue) ? catalogue.vulnerabilities : undefined
  if (!isObject(catalogue) || !Array.isArray(entries)) {
    throw listProblem(file, "is not CISA's catalogue: it has no list 'vulnerabilities'")
  }
  const { count } = catalogue
  if (typeof count === 'number' && count !== entries.length) {
    throw listProblem(file, `tells of ${count} entries and has ${entries.length}: it is incomplete`)
  }
  const ids = entries.map((entry: unknown, index) => {
    const id = isObject(entry) ? stringAt(entry, 'cveID') : undefined
    return checked(id ?? '', file, `has no id in 'cveID' of entry ${index + 1}`)
  })
  return { ids: new Set(ids), releasedAt: listDate(stringAt(catalogue, 'dateReleased')) }
}

const parsedJson = (text: string, file: ListFile): unknown => {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    throw listProblem(file, `is no JSON: ${visible(messageOf(thrown), 200)}`)
  }
}

const fromCsv = (text: string, file: ListFile): ReadonlySet<string> => {
  const records = csvRecords(text)
  const header = records.next()
  const names = header.done ? [] : header.value.fields
  const column = names.findIndex((name) => name.trim().toLowerCase() === 'cveid')
  const ids = new Set<string>()
  let record = records.next()
  for (; !record.done; record = records.next()) {
    const { fields, line } = record.value
    const id = fields.length === names.length ? (fields[column] ?? '') : ''
    ids.add(checked(id.trim(), file, "has no id in column 'cveID'", line))
  }
  if (record.value === undefined) return ids
  throw listProblem(file, 'has a quote that is not closed or stands inside a field', record.value)
}

const fromLines = (text: string, file: ListFile): ReadonlySet<string> => {
  const ids = new Set<string>()
  for (const [index, written] of text.split(/\r\n|\r|\n/).entries()) {
    const id = written.replace(/#.*/, '').trim()
    if (id === '') continue
    const what = `has '${visible(id, 60)}', which is no id such as CVE-2026-12345. Give CISA's JSON or CSV, or one id a line`
    ids.add(checked(id, file, what, index + 1))
  }
  return ids
}

const checked = (id: string, file: ListFile, what: string, line?: number): string => {
  const known = listedId(id)
  if (known === undefined) throw listProblem(file, what, line)
  return known
}
