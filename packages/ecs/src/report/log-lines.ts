import { alignedRows } from '@ci-kit/core/aligned-rows'
import { type Log, visible } from '@ci-kit/core/log'
import type { Cause, Diagnosis } from '../diagnosis/diagnosis.ts'
import { endingText } from './cause-text.ts'
import { serviceConsoleUrl } from './console-url.ts'
import type { ServiceReport } from './rollout-report.ts'
import { outcomeSentence } from './sentence.ts'

const CELL_LIMIT = 160
const CAUSE_LIMIT = 10
const LIST_LIMIT = 10
const LINE_COUNT = 20
/** Above that of a diagnosis, so that nothing is cut twice. */
const LINE_LIMIT = 600

/** What a person reads at the end of the step: outcomes, causes as a table, logs in groups. */
export const logReport = (
  log: Pick<Log, 'info' | 'group' | 'endGroup'>,
  services: readonly ServiceReport[],
): void => {
  for (const report of services) {
    log.info(outcomeSentence(report))
    const address = serviceConsoleUrl(report.serviceArn)
    if (address !== undefined) log.info(`  ${address}`)
    for (const line of report.diagnosis ? diagnosisLines(report.diagnosis) : []) log.info(line)
    for (const { title, lines } of report.diagnosis?.causes.flatMap(tailOf) ?? []) {
      log.group(title)
      for (const line of lines) log.info(line)
      log.endGroup()
    }
  }
}

const diagnosisLines = ({
  causes,
  targets,
  firedAlarms,
  unknown,
}: Diagnosis): readonly string[] => [
  ...(causes.length === 0 ? [] : alignedRows([HEADER, ...causes.slice(0, CAUSE_LIMIT).map(row)])),
  ...targets
    .slice(0, LIST_LIMIT)
    .map(
      ({ targetGroup, target, state, reason }) =>
        `Target ${cell(target)} of ${cell(targetGroup)} is ${cell(state)}: ${cell(reason)}`,
    ),
  ...firedAlarms.slice(0, LIST_LIMIT).map((name) => `Alarm ${cell(name)} is in state ALARM.`),
  ...unknown.slice(0, LIST_LIMIT).map((sentence) => visible(sentence, LINE_LIMIT)),
]

const HEADER = ['COUNT', 'STOP CODE', 'CONTAINER', 'EXIT', 'REASON']

const row = ({ count, stopCode, container, exitCode, reason }: Cause): readonly string[] =>
  [String(count), stopCode, container ?? '-', exitCode?.toString() ?? '-', reason].map(cell)

const cell = (text: string): string => visible(text, CELL_LIMIT)

const tailOf = (cause: Cause) => {
  const { log, logProblem } = cause
  const title = `Last log lines: ${endingText(cause)}`
  if (log === undefined) return logProblem === '' ? [] : [{ title, lines: [cell(logProblem)] }]
  return [{ title, lines: log.slice(-LINE_COUNT).map(({ text }) => visible(text, LINE_LIMIT)) }]
}
