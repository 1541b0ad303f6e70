import { table } from '@ci-kit/core/markdown'
import type { RevisionProgress } from '../model/service-deployment.ts'
import type { Progress, RolloutResult } from '../rollout/rollout.ts'
import { rolloutChart } from './rollout-chart.ts'
import { folded, nameCell, textCell } from './sections.ts'
import { taskDefinitionName } from './task-definition-name.ts'

const ROW_LIMIT = 10
const EVENT_LIMIT = 50

/** How the rollout went, as Markdown: the picture, then the tasks, then the events. */
export const progressSections = (rollout: RolloutResult): readonly string[] => [
  rolloutChart(rollout),
  taskTable(rollout.progress),
  eventSection(rollout),
]

const taskTable = ({ sources, target, entries, desired }: Progress): string => {
  const revisions = [
    ...sources.map((source) => ({ side: 'before', revision: source })),
    ...(target ? [{ side: 'new', revision: target }] : []),
  ]
  if (revisions.length > 0) return revisionTable(revisions.slice(-ROW_LIMIT))
  if (entries.length === 0) return ''
  const rows = entries
    .slice(0, ROW_LIMIT)
    .map((entry) => [
      entry.status === 'PRIMARY' ? 'new' : 'before',
      nameCell(taskDefinitionName(entry.taskDefinition)),
      `${entry.running} of ${entry.status === 'PRIMARY' ? desired : entry.desired}`,
      String(entry.pending),
      String(entry.failed),
    ])
  return table(['Release', 'Task definition', 'Running', 'Pending', 'Failed'], rows)
}

type Side = { readonly side: string; readonly revision: RevisionProgress }

/** Columns of traffic only where ECS names weights: a rolling deployment has none. */
const revisionTable = (sides: readonly Side[]): string => {
  const hasTraffic = sides.some(
    ({ revision }) => revision.productionWeight !== undefined || revision.testWeight !== undefined,
  )
  const rows = sides.map(({ side, revision }) => [
    side,
    nameCell(revision.arn.slice(revision.arn.lastIndexOf('/') + 1)),
    `${revision.running} of ${revision.requested}`,
    String(revision.pending),
    ...(hasTraffic ? [percent(revision.productionWeight), percent(revision.testWeight)] : []),
  ])
  const header = ['Release', 'Service revision', 'Running', 'Pending']
  return table([...header, ...(hasTraffic ? ['Production traffic', 'Test traffic'] : [])], rows)
}

const percent = (weight: number | undefined): string =>
  weight === undefined ? '' : `${Math.round(weight * 10) / 10} %`

/** The latest, oldest first. */
const eventSection = ({ events }: RolloutResult): string => {
  const shown = events.slice(-EVENT_LIMIT)
  const rows = shown.map(({ at, message }) => [clockTime(at), textCell(message)])
  return rows.length === 0
    ? ''
    : folded(`Events (${events.length})`, table(['Time (UTC)', 'Event'], rows))
}

const clockTime = (at: number): string => {
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(11, 19)
}
