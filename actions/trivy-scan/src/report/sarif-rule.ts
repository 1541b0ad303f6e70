import { code, link, plain, table } from '@ci-kit/core/markdown'
import type { Finding, FindingKind } from '../findings/finding.ts'
import { sarifLevel, securitySeverity } from './sarif-severity.ts'
import { paragraphs } from './sarif-text.ts'

/** GitHub shows no more of a description, and of a rule's name 255 characters. */
const DESCRIPTION = 1_000
const LONGEST_ID = 250
const LONGEST_HELP = 8_000

const NAMES: Readonly<Record<FindingKind, string>> = {
  vulnerability: 'VulnerablePackage',
  misconfiguration: 'Misconfiguration',
  secret: 'Secret',
  license: 'License',
}

/** The id of a finding's rule: `CVE-2026-1`, `DS-0002`, `license/GPL-3.0-only`. */
export const ruleId = ({ kind, id }: Finding): string =>
  paragraphs(kind === 'license' ? `license/${id}` : id, LONGEST_ID).replaceAll('\n', ' ')

/** The rule (reportingDescriptor) of a finding, made from the worst finding that goes by it. */
export const sarifRule = (finding: Finding) => {
  const severity = securitySeverity(finding)
  const short = paragraphs(finding.title, DESCRIPTION) || ruleId(finding)
  const address = finding.url === '' ? {} : { helpUri: finding.url }
  return {
    id: ruleId(finding),
    name: NAMES[finding.kind],
    shortDescription: { text: short },
    fullDescription: { text: paragraphs(finding.description, DESCRIPTION) || short },
    defaultConfiguration: { level: sarifLevel(finding.severity) },
    ...address,
    help: { text: helpText(finding, short), markdown: helpMarkdown(finding, short) },
    properties: {
      tags: tagsOf(finding),
      precision: finding.kind === 'secret' ? 'high' : 'very-high',
      ...(severity === undefined ? {} : { 'security-severity': severity }),
    },
  }
}

/** At most ten, GitHub's limit. */
const tagsOf = ({ kind, severity }: Finding): string[] =>
  kind === 'license' ? ['license', severity] : ['security', kind, severity]

const helpText = (finding: Finding, short: string): string =>
  [short, paragraphs(finding.description, LONGEST_HELP), advice(finding), finding.url]
    .filter((part) => part !== '')
    .join('\n\n')

const advice = (finding: Finding): string => {
  switch (finding.kind) {
    case 'vulnerability':
      return 'Update the package to a fixed version, or the base image that brings it.'
    case 'misconfiguration':
      return paragraphs(finding.resolution, DESCRIPTION)
    case 'secret':
      return 'Revoke the secret, then take it out of the file and of the history that holds it.'
    case 'license':
      return 'Replace the package, or allow its licence.'
  }
}

const helpMarkdown = (finding: Finding, short: string): string => {
  const rows = [[link(code(ruleId(finding)), finding.url), finding.severity, scoreOf(finding)]]
  const description = paragraphs(finding.description, LONGEST_HELP)
  return [
    `**${plain(short)}**`,
    table([NAMES[finding.kind], 'Severity', 'CVSS'], rows),
    ...description.split('\n').map((line) => plain(line)),
    plain(advice(finding)),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

const scoreOf = (finding: Finding): string =>
  finding.kind === 'vulnerability' && finding.score !== undefined ? String(finding.score) : '–'
