import { limited } from '@ci-kit/core/amounts'
import { link, table } from '@ci-kit/core/markdown'
import type { Cause, Diagnosis, TargetProblem } from '../diagnosis/diagnosis.ts'
import { endingText } from './cause-text.ts'
import { taskConsoleUrl } from './console-url.ts'
import { block, folded, nameCell, textCell } from './sections.ts'

const CAUSE_LIMIT = 10
const TARGET_LIMIT = 10
const ALARM_LIMIT = 10
const UNKNOWN_LIMIT = 5
const LINE_COUNT = 20

/** Why it failed, as Markdown: the table first, then what to do, then the last lines of the logs. */
export const causeSections = (diagnosis: Diagnosis): readonly string[] => {
  const causes = diagnosis.causes.slice(0, CAUSE_LIMIT)
  return [
    causes.length === 0 ? '' : `#### Causes\n\n${causeTable(causes)}`,
    ...causes.map(logSection),
    targetTable(diagnosis.targets),
    diagnosis.firedAlarms.length === 0
      ? ''
      : `Alarms in state ALARM: ${limited(diagnosis.firedAlarms.map(nameCell), ALARM_LIMIT)}`,
    diagnosis.unknown
      .slice(0, UNKNOWN_LIMIT)
      .map((sentence) => `⚠️ ${textCell(sentence)}`)
      .join('<br>'),
  ]
}

const causeTable = (causes: readonly Cause[]): string =>
  table(
    ['Count', 'Stop code', 'Container', 'Exit code', 'Reason', 'What to do'],
    causes.map((cause) => [
      taskLink(cause),
      nameCell(cause.stopCode),
      cause.container === undefined ? '' : nameCell(cause.container),
      cause.exitCode === undefined ? '' : String(cause.exitCode),
      textCell(cause.reason),
      textCell(`${cause.hint.slice(0, 1).toUpperCase()}${cause.hint.slice(1)}`),
    ]),
  )

/** The count leads to one of the tasks, as long as ECS keeps it. */
const taskLink = ({ count, task }: Cause): string =>
  link(String(count), task === undefined ? '' : (taskConsoleUrl(task) ?? ''))

const logSection = (cause: Cause): string => {
  const { log, logProblem } = cause
  if (log === undefined) return logProblem === '' ? '' : `No log: ${textCell(logProblem)}`
  const lines = log.slice(-LINE_COUNT).map(({ text }) => text)
  return folded(`Last log lines: ${endingText(cause)}`, block('text', lines, LINE_COUNT))
}

const targetTable = (targets: readonly TargetProblem[]): string =>
  targets.length === 0
    ? ''
    : table(
        ['Target group', 'Target', 'State', 'Reason'],
        targets
          .slice(0, TARGET_LIMIT)
          .map(({ targetGroup, target, state, reason }) => [
            nameCell(targetGroup),
            nameCell(target),
            textCell(state),
            textCell(reason),
          ]),
      )
