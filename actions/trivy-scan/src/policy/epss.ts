import { gunzipSync } from 'node:zlib'
import { messageOf } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { Finding } from '../findings/finding.ts'
import { type ListFile, listDate, listProblem } from './list-file.ts'
import { listedId, listedIdsOf } from './vulnerability-id.ts'

/** FIRST's probabilities of exploitation in the next 30 days. */
export type EpssScores = {
  /** From 0 to 1, by id in upper case. */
  readonly scores: ReadonlyMap<string, number>
  /** When they were computed, undefined where the file does not tell. */
  readonly scoredAt: Date | undefined
}

/** FIRST's file has 2 MB packed and 10 MB unpacked; callers read no more than this, and no more is unpacked. */
export const EPSS_MAX_BYTES = 64 * 1024 * 1024

/** The highest score that the list has for any name of the finding, undefined when it has none. */
export const epssOf = ({ scores }: EpssScores, finding: Finding): number | undefined => {
  const known = listedIdsOf(finding)
    .map((id) => scores.get(id))
    .filter((score) => score !== undefined)
  return known.length === 0 ? undefined : Math.max(...known)
}

/** How many vulnerabilities have no score under any name: a gate on EPSS does not see them. */
export const withoutScore = (epss: EpssScores, findings: readonly Finding[]): number =>
  findings.filter((one) => one.kind === 'vulnerability' && epssOf(epss, one) === undefined).length

/**
 * Reads FIRST's CSV (https://www.first.org/epss/data_stats): a comment
 * `#model_version:…,score_date:…`, the header `cve,epss,percentile`, a line
 * for each vulnerability; plain or packed by gzip. Throws {@link UserError}
 * that names the line, and for a file without scores.
 */
export const parseEpss = (bytes: Uint8Array, path: string): EpssScores => {
  const file: ListFile = { input: 'epss-file', path }
  const lines = unpacked(bytes, file)
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/)
  const start = lines.findIndex((line) => line.trim() !== '' && !line.startsWith('#'))
  const header = columnsOf(lines[start] ?? '', start + 1, file)
  const scores = new Map<string, number>()
  for (let index = start + 1; index < lines.length; index += 1) {
    const line = lines[index] ?? ''
    if (line.trim() === '' || line.startsWith('#')) continue
    const [id, score] = scoreOf(line, header, index + 1, file)
    scores.set(id, score)
  }
  if (scores.size === 0) throw listProblem(file, 'has no score')
  const date = /^#.*\bscore_date:([^,\s]+)/m.exec(lines.slice(0, start).join('\n'))?.[1]
  return { scores, scoredAt: listDate(date?.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')) }
}

const unpacked = (bytes: Uint8Array, file: ListFile): string => {
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b
  try {
    const plain = isPacked ? gunzipSync(bytes, { maxOutputLength: EPSS_MAX_BYTES }) : bytes
    return new TextDecoder('utf-8', { fatal: true }).decode(plain)
  } catch (thrown) {
    const form = isPacked ? 'cannot be unpacked' : 'is no text'
    throw listProblem(file, `${form}: ${visible(messageOf(thrown), 200)}`)
  }
}

type Columns = { readonly id: number; readonly score: number; readonly count: number }

const columnsOf = (header: string, line: number, file: ListFile): Columns => {
  const names = header.split(',').map((name) => name.trim().toLowerCase())
  const columns = { id: names.indexOf('cve'), score: names.indexOf('epss'), count: names.length }
  if (columns.id !== -1 && columns.score !== -1) return columns
  throw listProblem(
    file,
    "is not FIRST's CSV: the header 'cve,epss,percentile' is missing",
    Math.max(line, 1),
  )
}

const PROBABILITY = /^\d(?:\.\d{1,20})?(?:e-\d{1,3})?$/i

const scoreOf = (
  line: string,
  { id, score, count }: Columns,
  number: number,
  file: ListFile,
): readonly [string, number] => {
  const fields = line.split(',').map((field) => field.trim())
  const name = fields.length === count ? listedId(fields[id] ?? '') : undefined
  if (name === undefined) throw listProblem(file, 'has no vulnerability with its score', number)
  const text = fields[score] ?? ''
  const value = PROBABILITY.test(text) ? Number(text) : Number.NaN
  if (value >= 0 && value <= 1) return [name, value]
  throw listProblem(file, `has '${visible(text, 40)}' for a probability from 0 to 1`, number)
}
