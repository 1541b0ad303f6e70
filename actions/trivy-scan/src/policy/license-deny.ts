import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { Finding, FindingKind, Scan } from '../findings/finding.ts'
import { segmentPattern } from './glob-segment.ts'
import { type LicenseExpression, licenseExpression } from './license-expression.ts'

/** Licences that nothing in the artifact may have. */
export type LicenseDeny = {
  /** Whether nothing is denied. */
  readonly isEmpty: boolean
  /** Trivy's, such as `forbidden`. */
  readonly categories: ReadonlySet<string>
  /** Whether an entry names a licence; the name is in lower case. */
  names(license: string): boolean
}

const CATEGORIES = [
  'forbidden',
  'restricted',
  'reciprocal',
  'notice',
  'permissive',
  'unencumbered',
  'unknown',
]

/**
 * The text of input `license-deny`: SPDX ids, which may hold `*`, and trivy's
 * categories, parted by commas or new lines, in any case. A name without
 * `-only` and `-or-later` stands for both. `kinds` are those that input
 * `scanners` looks for. Throws {@link UserError}.
 */
export const parseLicenseDeny = (text: string, kinds: readonly FindingKind[]): LicenseDeny => {
  const words = text
    .split(/[\r\n]+/)
    .filter((line) => !line.trim().startsWith('#'))
    .flatMap((line) => line.split(','))
    .map((word) => word.trim().toLowerCase())
    .filter((word) => word !== '')
  if (words.length > 0 && !kinds.includes('license')) {
    throw new UserError(
      "Input 'license-deny' needs a scanner that is switched off. Add 'license' to 'scanners'.",
    )
  }
  const patterns = words.filter((word) => !CATEGORIES.includes(word)).map(patternOf)
  return {
    isEmpty: words.length === 0,
    categories: new Set(words.filter((word) => CATEGORIES.includes(word))),
    names: (license) => patterns.some(({ accepts }) => accepts(license)),
  }
}

const patternOf = (word: string): { accepts(name: string): boolean } => {
  const problem = (what: string) =>
    new UserError(`Input 'license-deny' has the entry '${visible(word, 100)}', ${what}.`)
  if (/[()]|\s(?:and|or)\s/.test(word)) {
    throw problem('which is an expression. Name each licence in an entry of its own')
  }
  if (!/[a-z0-9]/.test(word)) {
    throw problem('which names no licence. Use SPDX ids such as AGPL-3.0 or GPL-*')
  }
  const pattern = segmentPattern(word)
  if ('problem' in pattern) throw problem(`of which ${pattern.problem}. Use * alone as a wildcard`)
  return pattern
}

/**
 * Whether a licence that was found is denied. Of alternatives (`OR`) all have
 * to be, of licences that hold together (`AND`) one; an exception (`WITH`)
 * does not change its licence. Free text is denied for a word in it.
 */
export const isDenied = (deny: LicenseDeny, finding: Finding): boolean =>
  finding.kind === 'license' &&
  (deny.categories.has(finding.category.toLowerCase()) || isTextDenied(deny, finding.id))

const isTextDenied = (deny: LicenseDeny, text: string): boolean => {
  if (deny.names(text.toLowerCase())) return true
  const expression = licenseExpression(text)
  if (expression !== undefined) return isExpressionDenied(deny, expression)
  return text.split(/[\s,;/|()]+/).some((word) => isNameDenied(deny, word))
}

const isExpressionDenied = (deny: LicenseDeny, expression: LicenseExpression): boolean => {
  if (expression.kind === 'name') return isNameDenied(deny, expression.name)
  const isPartDenied = (part: LicenseExpression) => isExpressionDenied(deny, part)
  return expression.kind === 'or'
    ? expression.parts.every(isPartDenied)
    : expression.parts.some(isPartDenied)
}

const isNameDenied = (deny: LicenseDeny, name: string): boolean =>
  spellings(name.toLowerCase()).some((spelling) => deny.names(spelling))

/** SPDX has had three names for one licence: `GPL-3.0+` is `GPL-3.0-or-later`, `GPL-3.0` is `GPL-3.0-only`. */
const spellings = (name: string): readonly string[] => {
  const [license = name] = name.split(' with ')
  const base = license.replace(/(?:-only|-or-later|\+)$/, '')
  const later = [`${base}-or-later`, `${base}+`]
  return [name, license, base, ...(later.includes(license) ? later : [`${base}-only`])]
}

/** Trivy's categories of licences that ask for no more than to be named. */
const PERMISSIVE = ['notice', 'permissive', 'unencumbered']

/** Whether a finding is a licence that nobody has to think about. */
export const isPermissive = (finding: Finding): boolean =>
  finding.kind === 'license' && PERMISSIVE.includes(finding.category.toLowerCase())

/** How many packages tell no licence at all: no entry can deny them. */
export const packagesWithoutLicense = (scans: readonly Pick<Scan, 'packages'>[]): number =>
  scans.flatMap(({ packages }) => packages).filter(({ licenses }) => licenses.length === 0).length
