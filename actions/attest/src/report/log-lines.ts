import { limited } from '@ci-kit/core/amounts'
import { visible } from '@ci-kit/core/log'
import type { StoredStatement } from '../store/stored.ts'
import type { AttestReport } from './attest-report.ts'
import { logEntryPage } from './log-entry-page.ts'

const MOST_ENTRIES = 4

/** What was done, one line a statement, for the log. */
export const logLines = ({ statements, instance, artifact }: AttestReport): readonly string[] => [
  ...statements.map((stored) => lineOf(stored, instance === 'public')),
  ...(artifact === undefined
    ? []
    : [`The bundles are in artifact ${visible(artifact.name, 200)}: ${artifact.url}`]),
]

const lineOf = (stored: StoredStatement, isPublic: boolean): string => {
  const { planned, attached, attestationUrl, signed } = stored
  const subjects = planned.statement.subjects.map(({ name, digest }) => `${name}@${digest}`)
  const places = [
    ...(attestationUrl === undefined ? [] : [attestationUrl]),
    ...attached.map(({ place, digest }) => `${place.image.name}@${digest}`),
    ...signed.logIndices.map((index) => (isPublic ? logEntryPage(index) : `log index ${index}`)),
  ]
  const deed = stored.reused ? 'Reused' : 'Signed'
  const about = limited(
    subjects.map((text) => visible(text, 300)),
    MOST_ENTRIES,
  )
  const where = places.map((text) => `\n  ${visible(text, 300)}`).join('')
  return `${deed} ${visible(planned.kind, 200)} about ${about}${where}`
}
