import type { JudgedStatement } from '@ci-kit/attestation/gate/verdict'
import { shortDigest } from '@ci-kit/core/amounts'
import type { Report } from './report.ts'
import { secondsOf, withoutServer } from './rows.ts'

/** More boxes are no picture any more. */
const MOST_STATEMENTS = 6
const LONGEST_LABEL = 80

/**
 * What the accepted statements hang on, as a picture in Mermaid: subject,
 * statement, signer, log or timestamp, trusted root. '' without any.
 */
export const proofGraph = ({ subjects }: Report): string => {
  const accepted = subjects.flatMap(({ subject, statements }) =>
    statements
      .filter(({ refused }) => refused === undefined)
      .map((statement) => ({ name: subject.name, statement })),
  )
  const chains = accepted
    .slice(0, MOST_STATEMENTS)
    .map(({ name, statement }, at) => chain(name, statement, at))
  if (chains.length === 0) return ''
  return ['```mermaid', 'flowchart LR', ...chains.flat(), '```'].join('\n')
}

const PROOFS = {
  log: 'log entry',
  'log-and-timestamp': 'timestamp and log entry',
  timestamp: 'timestamp',
} as const

/** Boxes carry numbers, so that no name from outside is ever an identifier. */
const chain = (name: string, { subject, verified }: JudgedStatement, at: number): string[] => {
  if (verified === undefined) return []
  const { statement, signer, signedAt, logIndices, proof, root } = verified
  const boxes = [
    ['subject', `${shortDigest(subject)} ${name}`],
    ['statement', statement.predicateType],
    ['certificate of', withoutServer(signer.identity)],
    [`${PROOFS[proof]} ${logIndices.join(' ')}`.trim(), secondsOf(signedAt)],
    ['trusted root', root],
  ].map((lines, box) => `  s${at}b${box}["${lines.map(label).join('<br/>')}"]`)
  const arrows = boxes.slice(1).map((_text, box) => `s${at}b${box} --> s${at}b${box + 1}`)
  return [...boxes, ...arrows.map((arrow) => `  ${arrow}`)]
}

/** Mermaid has its own markup, entities and fences: only what means nothing in it is kept. */
const label = (text: string): string =>
  text.replace(/[^A-Za-z0-9 ._/:@+=-]/g, '?').slice(0, LONGEST_LABEL)
