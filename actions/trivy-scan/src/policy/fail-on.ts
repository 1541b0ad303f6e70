import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { FindingKind } from '../findings/finding.ts'
import type { FailOn, FailOnTerm } from './fail-on-term.ts'
import { SEVERITY_WORDS, severityOf } from './severity.ts'

/** What the other inputs give: a gate on a list or a scanner that is not there would never close. */
export type Given = {
  readonly kevFile: boolean
  readonly epssFile: boolean
  /** What input `scanners` looks for. */
  readonly kinds: readonly FindingKind[]
}

/**
 * The text of input `fail-on`: `none`, or terms parted by commas or new lines,
 * one of which has to hold; a term is conditions joined by `+`, all of which
 * have to hold. Throws {@link UserError} that names the term.
 *
 * @example parseFailOn('critical, high+fixable, kev, epss>=0.7', given)
 */
export const parseFailOn = (text: string, given: Given): FailOn => {
  const words = text
    .split(/[\r\n]+/)
    .filter((line) => !line.trim().startsWith('#'))
    .flatMap((line) => line.split(','))
    .map((word) => word.trim())
    .filter((word) => word !== '')
  if (words.length === 0) {
    throw new UserError(`Input 'fail-on' is empty. Write 'none' if no finding shall fail the run.`)
  }
  const isNone = (word: string) => word.toLowerCase() === 'none'
  if (!words.some(isNone)) return { terms: words.map((word) => termOf(word, given)) }
  if (words.every(isNone)) return { terms: [] }
  throw new UserError(
    "Input 'fail-on' has 'none' beside other terms. Write 'none' alone, or remove it.",
  )
}

const termOf = (text: string, given: Given): FailOnTerm => {
  const conditions = text.split('+').map((word) => conditionOf(word.trim(), text))
  const [twice] = NAMES.filter((name) => conditions.filter((one) => name in one).length > 1)
  if (twice !== undefined) {
    throw problem(text, `names more than one ${twice}. Part them by a comma: each is its own term`)
  }
  const term: FailOnTerm = {
    severity: conditions.find((one) => 'severity' in one)?.severity,
    kind: conditions.find((one) => 'kind' in one)?.kind,
    fixable: conditions.some(({ fixable }) => fixable),
    kev: conditions.some(({ kev }) => kev),
    epss: conditions.find((one) => 'epss' in one)?.epss,
  }
  const whole = forVulnerabilities(term, text)
  checkGiven(whole, text, given)
  return whole
}

/** The words of input `scanners`. */
const SCANNERS = {
  vulnerability: 'vuln',
  misconfiguration: 'misconfig',
  secret: 'secret',
  license: 'license',
} as const

type Condition = Partial<FailOnTerm>

const NAMES = ['severity', 'kind', 'epss'] as const

const KINDS: readonly FindingKind[] = ['vulnerability', 'misconfiguration', 'secret', 'license']

const conditionOf = (written: string, term: string): Condition => {
  const word = written.toLowerCase()
  const severity = severityOf(word)
  if (severity !== undefined) return { severity }
  const kind = KINDS.find((one) => one === word)
  if (kind !== undefined) return { kind }
  if (word === 'any') return {}
  if (word === 'fixable') return { fixable: true }
  if (word === 'kev') return { kev: true }
  if (/^epss\b/.test(word)) return { epss: probability(word, term) }
  const known = [...SEVERITY_WORDS, ...KINDS, 'any', 'fixable', 'kev', 'epss>=0.5']
  throw problem(
    term,
    `has the condition '${visible(written, 60)}', which is none. Use ${known.join(', ')}`,
  )
}

const probability = (word: string, term: string): number => {
  const digits = /^epss\s*>=\s*((?:0|1)?(?:\.\d{1,10})?)$/.exec(word)?.[1]
  const value = digits ? Number(digits) : Number.NaN
  if (value >= 0 && value <= 1) return value
  throw problem(term, "needs a probability from 0 to 1. Write it as 'epss>=0.5'")
}

const checkGiven = ({ kev, epss, kind }: FailOnTerm, text: string, given: Given): void => {
  if (kev && !given.kevFile) {
    throw problem(text, "needs the list of known exploited vulnerabilities. Add 'kev-file: …'")
  }
  if (epss !== undefined && !given.epssFile) {
    throw problem(text, "needs the list of EPSS scores. Add 'epss-file: …'")
  }
  if (kind !== undefined && !given.kinds.includes(kind)) {
    const scanner = SCANNERS[kind]
    throw problem(text, `needs a scanner that is switched off. Add '${scanner}' to 'scanners'`)
  }
}

/** Only vulnerabilities have a fix and are on the lists: another kind with them would never fail. */
const forVulnerabilities = (term: FailOnTerm, text: string): FailOnTerm => {
  if (!term.fixable && !term.kev && term.epss === undefined) return term
  if (term.kind === undefined || term.kind === 'vulnerability') {
    return { ...term, kind: 'vulnerability' }
  }
  throw problem(
    text,
    `never holds: no ${term.kind} is fixable or on a list. Part the conditions by a comma`,
  )
}

const problem = (term: string, what: string): UserError =>
  new UserError(`Input 'fail-on', term '${visible(term, 100)}', ${what}.`)
