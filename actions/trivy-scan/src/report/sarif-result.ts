import type { Assessed, Standing } from '../findings/assessed.ts'
import type { Finding, Subject } from '../findings/finding.ts'
import { sarifLocation } from './sarif-location.ts'
import type { SarifSource } from './sarif-options.ts'
import { ruleId } from './sarif-rule.ts'
import { sarifLevel } from './sarif-severity.ts'
import { messageText } from './sarif-text.ts'

const LONGEST = 300
const LONGEST_MESSAGE = 1_000

/** A finding with its fingerprint and the index of its rule in the run. */
export type Numbered = {
  readonly assessed: Assessed
  readonly fingerprint: string
  readonly ruleIndex: number
}

/** One result of a run. `platform` is '' for what is no image. */
export const sarifResult = (
  { assessed, fingerprint, ruleIndex }: Numbered,
  subject: Subject,
  platform: string,
  source: SarifSource,
) => {
  const { finding, standing } = assessed
  return {
    ruleId: ruleId(finding),
    ruleIndex,
    level: sarifLevel(finding.severity),
    message: { text: messageOf(finding, subject, platform) },
    locations: [sarifLocation(finding, subject, source)],
    // The first is the only one that code scanning looks at; the second is named as SARIF wants it.
    partialFingerprints: {
      primaryLocationLineHash: fingerprint,
      'trivyScanFinding/v1': fingerprint,
    },
    ...(standing === undefined ? {} : { baselineState: BASELINE_STATES[standing] }),
    properties: propertiesOf(assessed),
  }
}

/** What was fixed would be `absent`, and code scanning would show it as an open alert: it is left out. */
const BASELINE_STATES: Readonly<Record<Standing, string>> = {
  introduced: 'new',
  'newly-published': 'new',
  existing: 'unchanged',
}

const propertiesOf = ({ failing, knownExploited, epss, standing }: Assessed) => ({
  failing,
  knownExploited,
  ...(epss === undefined ? {} : { epss }),
  ...(standing === undefined ? {} : { standing }),
})

const messageOf = (finding: Finding, subject: Subject, platform: string): string => {
  const on = platform === '' ? '' : ` (${platform})`
  return [
    headline(finding),
    ...details(finding),
    ['Scanned', `${subject.name}${on}`],
    ...(subject.reference === subject.name ? [] : [['Reference', subject.reference]]),
  ]
    .map((line) =>
      typeof line === 'string'
        ? messageText(line, LONGEST_MESSAGE)
        : `${line[0]}: ${messageText(line[1] ?? '', LONGEST)}`,
    )
    .join('\n')
}

/** The first line is what lists of alerts show. */
const headline = (finding: Finding): string => {
  switch (finding.kind) {
    case 'vulnerability': {
      const { id, packageName, installedVersion, fixedVersion } = finding
      const fix = fixedVersion === '' ? 'no fix is known' : `fixed in ${fixedVersion}`
      return `${id} in ${packageName} ${installedVersion}, ${fix}`
    }
    case 'misconfiguration':
      return finding.message || finding.title || finding.id
    case 'secret':
      return `${finding.title || finding.id} in ${finding.file || finding.target}`
    case 'license':
      return `${finding.id} (${finding.category}) of ${finding.packageName || finding.file}`
  }
}

const details = (finding: Finding): string[][] => {
  const shared = [
    ['Severity', finding.severity],
    ['In', finding.target],
  ]
  if (finding.kind !== 'vulnerability') return shared
  return [
    ...shared,
    ['Package', finding.packageName],
    ['Installed', finding.installedVersion],
    ['Fixed', finding.fixedVersion || `none (${finding.status})`],
    ...(finding.packagePath === '' ? [] : [['File', finding.packagePath]]),
  ]
}
