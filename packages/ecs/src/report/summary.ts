import { duration } from '@ci-kit/core/amounts'
import { fenced, link, plain, table } from '@ci-kit/core/markdown'
import type { OutcomeKind } from '../rollout/outcome.ts'
import { causeSections } from './cause-section.ts'
import { deploymentsConsoleUrl, serviceConsoleUrl } from './console-url.ts'
import { continueInputs } from './continue-step.ts'
import { progressSections } from './progress-section.ts'
import type { ServiceReport, StepReport, Unwatched } from './rollout-report.ts'
import { block, fitting, folded, nameCell, textCell } from './sections.ts'
import { outcomeSentence } from './sentence.ts'
import { taskDefinitionName } from './task-definition-name.ts'

/** Below the runner's 1,024 KiB a step; other parts of the step may write as well. */
const LIMIT_BYTES = 900 * 1024
const SERVICE_LIMIT_BYTES = 150 * 1024
const ROW_LIMIT = 100
const CHANGE_LIMIT = 300
const VERIFICATION_LIMIT = 50

const RESULTS: Readonly<Record<OutcomeKind | Unwatched, string>> = {
  succeeded: '✅ deployed',
  'rolled-back': '❌ rolled back',
  failed: '❌ failed',
  superseded: '❌ superseded',
  paused: '⏸️ paused',
  'timed-out': '❌ timed out',
  cancelled: '❌ cancelled',
  unchanged: '✅ unchanged',
  updated: '✅ updated',
  registered: '✅ registered',
  started: '⏳ started, not waited for',
  'not-begun': '– not begun',
}

/** Where the words for a deployment would mislead. */
const ROLLBACK_RESULTS: ReadonlyMap<string, string> = new Map([
  ['succeeded', '✅ rolled back'],
  ['rolled-back', '❌ rollback undone'],
])

/** The job summary of a step as Markdown: the outcome first, then why, then how it went. */
export const stepSummary = ({ services, verification, ledgerUrl }: StepReport): string => {
  const each = Math.floor((LIMIT_BYTES * 0.9) / Math.max(1, services.length))
  const limit = Math.min(SERVICE_LIMIT_BYTES, each)
  return fitting(
    [
      services.length > 1 ? overview(services) : '',
      ...services.map((report) => fitting(serviceSections(report), limit)),
      verificationSection(verification),
      ledgerUrl === undefined ? '' : link('Record of this release', ledgerUrl),
    ],
    LIMIT_BYTES,
  )
}

const overview = (services: readonly ServiceReport[]): string => {
  const rows = services
    .slice(0, ROW_LIMIT)
    .map((report) => [
      link(textCell(report.service), serviceConsoleUrl(report.serviceArn) ?? ''),
      result(report),
      nameCell(taskDefinitionName(report.taskDefinition)),
      took(report),
    ])
  const more = services.length - rows.length
  return [
    table(['Service', 'Outcome', 'Task definition', 'Time'], rows),
    ...(more > 0 ? [`And ${more} more.`] : []),
  ].join('\n\n')
}

const serviceSections = (report: ServiceReport): readonly string[] => {
  const { rollout, diagnosis, changes } = report
  const time = took(report)
  const address = deploymentsConsoleUrl(report.serviceArn)
  const yaml = continueInputs(report)
  return [
    `### ${textCell(report.service)}: ${result(report)}${time === '' ? '' : `, ${time}`}`,
    // The headline says it all of what went well.
    isPlainSuccess(report) ? '' : plain(outcomeSentence(report)),
    `Task definition ${nameCell(taskDefinitionName(report.taskDefinition))}${address === undefined ? '' : ` · ${link('Deployments in the ECS console', address)}`}`,
    yaml === '' ? '' : fenced('yaml', yaml),
    ...(diagnosis ? causeSections(diagnosis) : []),
    ...(typeof rollout === 'string' ? [] : progressSections(rollout)),
    folded('Changes of the task definition', block('diff', changes, CHANGE_LIMIT)),
  ]
}

const isPlainSuccess = ({ rollout }: ServiceReport): boolean =>
  typeof rollout === 'string' ? rollout === 'unchanged' : rollout.outcome.kind === 'succeeded'

const verificationSection = (lines: readonly string[]): string =>
  lines.length === 0
    ? ''
    : `#### Verification\n\n${lines
        .slice(0, VERIFICATION_LIMIT)
        .map((line) => `- ${textCell(line)}`)
        .join('\n')}`

const result = ({ rollout, task }: ServiceReport): string => {
  const kind = typeof rollout === 'string' ? rollout : rollout.outcome.kind
  return task === 'rollback' ? (ROLLBACK_RESULTS.get(kind) ?? RESULTS[kind]) : RESULTS[kind]
}

const took = ({ rollout }: ServiceReport): string =>
  typeof rollout === 'string' ? '' : duration(rollout.tookMs)
