import { isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { AttestationError } from '../attestation-error.ts'
import { PREDICATE_TYPES } from '../predicate-types.ts'
import type { Statement } from '../verify/statement.ts'
import type { Severity } from './policy.ts'

/** A vulnerability that a scan tells of, and that nobody has taken out. */
export type OpenVulnerability = {
  readonly id: string
  /** `undefined` where the scan tells none that is known here. */
  readonly severity: Severity | undefined
}

/** Worst first. */
const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'unknown']

const [, , COSIGN] = PREDICATE_TYPES.vulns

/**
 * The open vulnerabilities in a scan: in-toto's vulns of version 0.2 or 0.1
 * (in-toto/attestation, spec/predicates/vulns_02.md), where an entry whose
 * annotations tell `suppressedBy` is not open, or cosign's vuln with a report
 * of trivy in it. Throws {@link AttestationError} for whatever cannot be read:
 * half a scan is none.
 */
export const openVulnerabilities = ({
  predicateType,
  predicate,
}: Pick<Statement, 'predicateType' | 'predicate'>): readonly OpenVulnerability[] => {
  const scanner = objectAt(predicate, 'scanner')
  if (scanner === undefined) throw unreadable('it has no scanner')
  return predicateType === COSIGN
    ? inTrivyReport(objectAt(scanner, 'result'))
    : listAt(scanner, 'result', 'scanner.result').flatMap(inResult)
}

/**
 * Whether a vulnerability is of the severity that is denied, or worse. One
 * whose severity nobody knows may be the worst, so it is denied whatever is.
 */
export const isDenied = ({ severity }: OpenVulnerability, denied: Severity): boolean =>
  severity === undefined ||
  severity === 'unknown' ||
  SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(denied)

const inResult = (entry: Json): readonly OpenVulnerability[] => {
  const annotations = Object.hasOwn(entry, 'annotations')
    ? listAt(entry, 'annotations', 'annotations of an entry')
    : []
  const id = idAt(entry, 'id')
  const severity = severityIn(listAt(entry, 'severity', `severity of ${id.slice(0, 40)}`))
  const isOpen = annotations.every((one) => stringAt(one, 'suppressedBy') === undefined)
  return isOpen ? [{ id, severity }] : []
}

/**
 * The worst that any method tells in words. A score counts only where there is
 * no word: distributions rate what they have built, a score rates the source.
 */
const severityIn = (methods: readonly Json[]): Severity | undefined => {
  const scores = methods.map((method) => stringAt(method, 'score') ?? '')
  const worst = (found: readonly (Severity | undefined)[]) =>
    SEVERITIES.find((severity) => severity !== 'unknown' && found.includes(severity))
  return worst(scores.map(wordIn)) ?? worst(scores.map(byScore))
}

/** `none` and `negligible` are words of scanners for what is less than low. */
const wordIn = (text: string): Severity | undefined => {
  const word = text.toLowerCase()
  if (word === 'none' || word === 'negligible') return 'low'
  return SEVERITIES.find((severity) => severity === word)
}

/** The bounds of CVSS 3 and 4 (first.org, qualitative severity rating scale). */
const byScore = (text: string): Severity | undefined => {
  const score = /^\d{1,2}(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (!(score <= 10)) return undefined
  if (score >= 9) return 'critical'
  if (score >= 7) return 'high'
  return score >= 4 ? 'medium' : 'low'
}

/** Trivy leaves out lists that are empty; what it ignores is not among the vulnerabilities. */
const inTrivyReport = (report: Json | undefined): readonly OpenVulnerability[] => {
  if (report?.SchemaVersion !== 2)
    throw unreadable('scanner.result is no report of trivy (SchemaVersion 2)')
  return listAt({ Results: [], ...report }, 'Results', 'Results').flatMap((result) =>
    listAt({ Vulnerabilities: [], ...result }, 'Vulnerabilities', 'Vulnerabilities').map(
      (entry): OpenVulnerability => {
        const id = idAt(entry, 'VulnerabilityID')
        return { id, severity: wordIn(stringAt(entry, 'Severity') ?? '') }
      },
    ),
  )
}

const idAt = (entry: Json, member: string): string => {
  const id = stringAt(entry, member)
  if (id === undefined) throw unreadable(`an entry has no ${member}`)
  return id
}

const listAt = (from: Json, member: string, path: string): readonly Json[] => {
  const value = Object.hasOwn(from, member) ? from[member] : undefined
  if (!Array.isArray(value)) throw unreadable(`${path} is no list`)
  return value.map((entry: unknown) => {
    if (!isObject(entry)) throw unreadable(`${path} holds something else than objects`)
    return entry
  })
}

const unreadable = (what: string): AttestationError =>
  new AttestationError('malformed', `Its scan cannot be read: ${what}.`)
