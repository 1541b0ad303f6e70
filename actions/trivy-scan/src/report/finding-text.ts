import type { Assessed, Suppression } from '../findings/assessed.ts'
import type { Finding } from '../findings/finding.ts'

/** What has the finding: `musl 1.2.5-r0`, `Dockerfile:3`. Text from outside, not yet fit for any format. */
export const culprit = (finding: Finding): string => {
  switch (finding.kind) {
    case 'vulnerability':
      return `${finding.packageName} ${finding.installedVersion}`.trim()
    case 'license':
      return finding.packageName || finding.file
    case 'misconfiguration':
    case 'secret': {
      const where = finding.file || finding.target
      return finding.startLine === 0 || finding.file === ''
        ? where
        : `${where}:${finding.startLine}`
    }
  }
}

/** What to do about it, in few words; '' when nothing is known. */
export const remedy = (finding: Finding): string => {
  switch (finding.kind) {
    case 'vulnerability':
      return finding.fixedVersion || UNFIXED[finding.status] || ''
    case 'misconfiguration':
      return finding.resolution
    case 'secret':
      return 'revoke it'
    case 'license':
      return ''
  }
}

/** Trivy's statuses that say why there is no fixed version. */
const UNFIXED: Readonly<Record<string, string>> = {
  will_not_fix: 'will not be fixed',
  fix_deferred: 'fix deferred',
  end_of_life: 'end of life',
  under_investigation: 'under investigation',
}

/** What else makes a finding stand out: `introduced`, `known exploited`, `EPSS 42 %`. */
export const marks = ({ standing, knownExploited, epss }: Assessed): string[] => [
  ...(standing === 'introduced' ? ['introduced'] : []),
  ...(standing === 'newly-published' ? ['newly published'] : []),
  ...(knownExploited ? ['known exploited'] : []),
  ...(epss === undefined ? [] : [`EPSS ${percent(epss)}`]),
]

/** Small probabilities are what most have, and 0 % would be wrong. */
const percent = (share: number): string =>
  share > 0 && share < 0.001 ? '< 0.1 %' : `${(share * 100).toFixed(1)} %`

/** Who ignored a finding, and until when: `ignore file, team-web, until 2026-12-31`. */
export const ignoredBy = ({ by, owner, expires }: Suppression): string =>
  [by === 'vex' ? 'VEX' : 'ignore file', owner, expires === '' ? '' : `until ${expires}`]
    .filter((part) => part !== '')
    .join(', ')
