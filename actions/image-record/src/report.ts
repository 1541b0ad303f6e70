import { counted, shortDigest } from '@ci-kit/core/amounts'
import { visible } from '@ci-kit/core/log'
import { code, plain, table } from '@ci-kit/core/markdown'
import type { ImageRecord } from './record.ts'

/** Facts that many pipelines have, in this order; others follow by their own names. */
const TITLES = new Map([
  ['tags', 'Tags'],
  ['platforms', 'Platforms'],
  ['cache', 'Cached'],
  ['cache-hit-rate', 'Cached'],
  ['unchanged', 'Unchanged'],
  ['scan', 'Scan'],
  ['verdict', 'Scan'],
  ['findings', 'Findings'],
  ['signed', 'Signed'],
])

const IN_PER_CENT = new Set(['cache', 'cache-hit-rate'])

/** A wider table is not read. */
const MOST_COLUMNS = 10
const LONGEST_CELL = 200

/** One line for each image. */
export const recordLines = (records: readonly ImageRecord[]): readonly string[] =>
  records.map(({ component, image, attempt, job }) =>
    visible(`${component}: ${image} (job ${visible(job, 100)}, attempt ${attempt})`),
  )

/** The images of the run as Markdown. */
export const summaryOf = (records: readonly ImageRecord[]): string => {
  const facts = columnsOf(records)
  const header = ['Component', 'Image', ...facts.map((name) => TITLES.get(name) ?? plain(name))]
  const rows = records.map((record) => [
    code(record.component),
    code(shortImage(record)),
    ...facts.map((name) => cell(name, record)),
  ])
  const title = `### ${counted(records.length, 'image')} of this run`
  return [title, '', ...(rows.length === 0 ? ['None.'] : [table(header, rows)]), ''].join('\n')
}

const columnsOf = (records: readonly ImageRecord[]): readonly string[] => {
  const names = new Set(records.flatMap(({ facts }) => Object.keys(facts)))
  const known = [...TITLES.keys()].filter((name) => names.has(name))
  return [...known, ...[...names].filter((name) => !TITLES.has(name))].slice(0, MOST_COLUMNS)
}

/** `ghcr.io/org/api`, without the digest. */
const nameOf = ({ image, digest }: ImageRecord): string => image.slice(0, -digest.length - 1)

const shortImage = (record: ImageRecord): string =>
  `${nameOf(record)}@${shortDigest(record.digest)}`

const cell = (name: string, record: ImageRecord): string => {
  const value = Object.hasOwn(record.facts, name) ? record.facts[name] : undefined
  if (value === undefined) return ''
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return IN_PER_CENT.has(name) ? `${value} %` : String(value)
  const lines = value.split(/\s*\n\s*/).filter((line) => line !== '')
  return lines.map((line) => plain(visible(withoutName(line, record), LONGEST_CELL))).join('<br>')
}

/** The tag alone of a full reference to the image, which stands in the row already. */
const withoutName = (text: string, record: ImageRecord): string => {
  const name = `${nameOf(record)}:`
  return text.startsWith(name) ? text.slice(name.length) : text
}
