import type { JudgedStatement, SubjectVerdict } from '@ci-kit/attestation/gate/verdict'
import type { Signer } from '@ci-kit/attestation/verify/signer'
import { shortDigest } from '@ci-kit/core/amounts'
import type { Report } from './report.ts'

/** One line of the table, in texts from outside that are not escaped yet; '' where nothing is known. */
export type Row = {
  readonly subject: string
  /** `linux/arm64`, `index`, or '' for what has no platforms. */
  readonly platform: string
  /** As the policy names it. */
  readonly requirement: string
  /** `accepted`, `refused (identity)`, `missing` or `not known`. */
  readonly verdict: string
  readonly signer: string
  /** Repository, ref and start of the commit. */
  readonly source: string
  /** ISO 8601 with seconds. */
  readonly time: string
  readonly logIndex: string
  readonly trustedRoot: string
}

export const HEADER: { readonly [Column in keyof Row]: string } = {
  subject: 'Subject',
  platform: 'Platform',
  requirement: 'Requirement',
  verdict: 'Verdict',
  signer: 'Signer',
  source: 'Source',
  time: 'Signed at',
  logIndex: 'Log index',
  trustedRoot: 'Trusted root',
}

export const COLUMNS = [
  'subject',
  'platform',
  'requirement',
  'verdict',
  'signer',
  'source',
  'time',
  'logIndex',
  'trustedRoot',
] as const satisfies readonly (keyof Row)[]

/** One row for each statement, one for each requirement that has none, one for what could not be looked at. */
export const rowsOf = ({ policy, subjects, unresolved }: Report): readonly Row[] => [
  ...subjects.flatMap((verdict) => subjectRows(verdict, policy)),
  ...unresolved.map(({ name }) => ({ ...NOTHING, subject: name, verdict: 'not known' })),
]

const NOTHING: Row = {
  subject: '',
  platform: '',
  requirement: '',
  verdict: '',
  signer: '',
  source: '',
  time: '',
  logIndex: '',
  trustedRoot: '',
}

const subjectRows = (verdict: SubjectVerdict, policy: Report['policy']): readonly Row[] => {
  const { subject, statements, outcome } = verdict
  const name = `${subject.name} ${shortDigest(subject.digest)}`
  const found = statements.filter(isRequired).map((statement) => ({
    ...NOTHING,
    subject: name,
    platform: platformOf(verdict, statement),
    requirement: requirementOf(statement, policy),
    ...statementCells(statement),
  }))
  const unmet = policy.predicates
    .filter(({ name }) => !found.some(({ requirement }) => requirement === name))
    .map(({ name }) => ({
      ...NOTHING,
      subject: name,
      requirement: name,
      verdict: outcome === 'unknown' ? 'not known' : 'missing',
    }))
  return [...found, ...unmet]
}

/** What says of itself that it is of another kind was not looked at. */
const isRequired = ({ refused }: JudgedStatement): boolean => refused?.refusal !== 'predicate'

const platformOf = ({ subject }: SubjectVerdict, { subject: at }: JudgedStatement): string => {
  if (subject.platforms.length === 0) return ''
  if (at === subject.digest) return 'index'
  return subject.platforms
    .filter(({ digest }) => digest === at)
    .map(({ platform }) => platform || 'unnamed')
    .join(' ')
}

/** Of what does not verify nothing is known, so not even what it is about. */
const requirementOf = ({ verified }: JudgedStatement, { predicates }: Report['policy']): string => {
  const type = verified?.statement.predicateType
  if (type === undefined) return ''
  return predicates.find(({ types }) => types.includes(type))?.name ?? type
}

const statementCells = ({ verified, refused }: JudgedStatement): Partial<Row> => ({
  verdict: refused === undefined ? 'accepted' : `refused (${refused.refusal})`,
  ...(verified && {
    signer: withoutServer(verified.signer.identity),
    source: sourceOf(verified.signer),
    time: secondsOf(verified.signedAt),
    logIndex: verified.logIndices.join(' '),
    trustedRoot: verified.root,
  }),
})

/** An ISO 8601 time without fractions. */
export const secondsOf = (time: Date): string =>
  Number.isNaN(time.getTime()) ? '' : time.toISOString().replace(/\.\d+Z$/, 'Z')

const sourceOf = ({ sourceRepository = '', sourceRef = '', sourceDigest = '' }: Signer): string =>
  [withoutServer(sourceRepository), sourceRef, sourceDigest.slice(0, SHORT_COMMIT)]
    .filter((part) => part !== '')
    .join(' ')

const SHORT_COMMIT = 12

/** On GitHub everything begins alike, and people read the rest. */
export const withoutServer = (address: string): string =>
  address.replace(/^https:\/\/github\.com\//, '')
