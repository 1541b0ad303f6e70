import { counted } from '@ci-kit/core/amounts'
import { code, plain, table } from '@ci-kit/core/markdown'
import { causeSections } from '@ci-kit/ecs/report/cause-section'
import { progressSections } from '@ci-kit/ecs/report/progress-section'
import type { Ending } from '../act/ending.ts'
import { nameOf } from '../choose/release.ts'
import type { Candidate, Planned } from '../plan/plan.ts'
import type { OverallOutcome, Report } from './report.ts'

const MOST_COMMITS = 20

const HEADLINES: Readonly<Record<OverallOutcome, string>> = {
  'rolled-back': '✅ Rolled back',
  'dry-run': 'Rollback: dry run, nothing was changed',
  refused: '❌ Rollback refused, nothing was changed',
  failed: '❌ Rollback failed',
  'timed-out': '❌ Rollback timed out',
  superseded: '❌ Rollback superseded by another deployment',
  paused: '⏸️ Rollback paused',
  cancelled: '❌ Rollback cancelled',
}

const EXCLUDED: Readonly<Record<NonNullable<Candidate['excluded']>, string>> = {
  current: '▶ current',
  bad: '❌ bad',
  failed: '❌ failed',
}

/** The job summary, as Markdown. */
export const summaryOf = ({ outcome, planned, endings, reason }: Report): string =>
  [
    `### ${HEADLINES[outcome]}`,
    ...(reason === '' ? [] : [`Reason: ${plain(reason)}`]),
    table(
      ['Service', 'Outcome', 'From', 'To', 'Why'],
      planned.map((one) => rowOf(one, endings)),
    ),
    ...planned.flatMap((one) => detailsOf(one, endings)),
  ].join('\n\n')

const rowOf = ({ service, plan, refusal }: Planned, endings: readonly Ending[]) => {
  if (plan === undefined) return [code(service), 'refused', '', '', plain(refusal)]
  const ending = endings.find((one) => one.service === service)
  const result = ending?.outcome === 'succeeded' ? 'rolled back' : ending?.outcome
  return [
    code(service),
    result ?? 'nothing changed',
    code(shortArn(plan.from.taskDefinition)),
    code(nameOf(plan.target)),
    plain([ending?.reason, ending?.unrecorded].filter(Boolean).join(' ')),
  ]
}

const detailsOf = (
  { service, plan, candidates }: Planned,
  endings: readonly Ending[],
): readonly string[] => [
  ...courseOf(endings.find((one) => one.service === service)),
  ...(plan?.warnings ?? []).map((warning) => `> ${code(service)}: ${plain(warning)}`),
  ...(candidates.length === 0
    ? []
    : [
        `### Releases of ${code(service)}`,
        table(['Release', 'Since', 'State', 'Takes out'], candidates.map(candidateRow)),
      ]),
]

/** Why it failed, and how it went. */
const courseOf = (ending: Ending | undefined): readonly string[] => {
  if (ending?.result === undefined) return []
  const { service, result, diagnosis } = ending
  const sections = [...(diagnosis ? causeSections(diagnosis) : []), ...progressSections(result)]
  const written = sections.filter((section) => section !== '')
  return written.length === 0 ? [] : [`### Rollout of ${code(service)}`, ...written]
}

const candidateRow = ({ release, excluded, commits }: Candidate): readonly string[] => [
  code(nameOf(release)),
  release.at === 0 ? '' : minuteOf(release.at),
  excluded === undefined ? '✅ good' : EXCLUDED[excluded],
  commits === undefined
    ? ''
    : [
        counted(commits.total, 'commit'),
        ...commits.listed
          .slice(0, MOST_COMMITS)
          .map(({ sha, title }) => `${code(sha.slice(0, 12))} ${plain(title)}`),
      ].join('<br>'),
]

/** `2026-11-22 01:34 UTC`. */
const minuteOf = (at: number): string =>
  `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`

const shortArn = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1)
