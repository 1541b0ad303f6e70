import { counted, limited, shortDigest } from '@ci-kit/core/amounts'
import { visible } from '@ci-kit/core/log'
import { code, link, plain, table } from '@ci-kit/core/markdown'
import type { StoredStatement } from '../store/stored.ts'
import type { AttestReport, ReportedInstance } from './attest-report.ts'
import { logEntryPage } from './log-entry-page.ts'

/** More rows than anybody reads; the rest is in output 'results'. */
const MOST_ROWS = 60
const MOST_ENTRIES = 4
const LONGEST_NAME = 120

/** A table of statements in Markdown; '' for none. */
export const statementsTable = ({ statements, instance }: AttestReport): string => {
  if (statements.length === 0) return ''
  const rows = statements.slice(0, MOST_ROWS).map((stored) => rowOf(stored, instance))
  const more = statements.length - rows.length
  const note = more > 0 ? `\n\n${counted(more, 'more statement')} in output \`results\`.` : ''
  return table(['Subject', 'Platform', 'Statement', 'State', 'Where'], rows) + note
}

const rowOf = (stored: StoredStatement, instance: ReportedInstance): readonly string[] => [
  subjectsCell(stored),
  platformsCell(stored),
  plain(short(stored.planned.kind)),
  stored.reused ? 'reused' : 'signed',
  whereCell(stored, instance),
]

const subjectsCell = ({ planned }: StoredStatement): string => {
  const { subjects } = planned.statement
  const [first] = subjects
  if (first === undefined) return ''
  const more = new Set(subjects.map(({ name }) => name)).size - 1
  const name = `${code(short(first.name))}<br>${code(shortDigest(first.digest))}`
  return more > 0 ? `${name} and ${more} more` : name
}

const platformsCell = ({ planned }: StoredStatement): string => {
  const names = planned.places.map(({ image, manifest }) =>
    manifest.platform !== '' ? manifest.platform : image.platforms.length > 0 ? 'index' : '',
  )
  const known = [...new Set(names.filter((name) => name !== ''))]
  return limited(
    known.map((name) => plain(short(name))),
    MOST_ENTRIES,
  )
}

const whereCell = (stored: StoredStatement, instance: ReportedInstance): string => {
  const { attached, attestationId, attestationUrl, signed } = stored
  const referrers = attached.map(({ digest }) => code(shortDigest(digest)))
  const entries = signed.logIndices.map((index) =>
    instance === 'public' ? link(plain(index), logEntryPage(index)) : plain(index),
  )
  const parts = [
    ...(attestationUrl === undefined
      ? []
      : [link(`GitHub ${plain(short(attestationId ?? ''))}`, attestationUrl)]),
    ...(referrers.length > 0 ? [`registry ${limited([...new Set(referrers)], MOST_ENTRIES)}`] : []),
    ...(entries.length > 0 ? [`log ${limited(entries, MOST_ENTRIES)}`] : []),
    ...(signed.proof === 'timestamp' ? ['timestamp, no log'] : []),
  ]
  return parts.join('<br>')
}

const short = (text: string): string =>
  text.length > LONGEST_NAME ? visible(text, LONGEST_NAME) : text
