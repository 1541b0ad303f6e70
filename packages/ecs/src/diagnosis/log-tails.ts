import type { Json } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import type { LogLine } from '../ecs.ts'
import { gap } from './asked.ts'
import type { GroupedEndings } from './causes.ts'
import { logPlace } from './container-facts.ts'
import type { DiagnosisPorts } from './diagnosed-rollout.ts'
import type { Cause } from './diagnosis.ts'
import { isKill } from './exit-codes.ts'

/** Logs that are read, one request each. */
const LOG_LIMIT = 5
const LINE_COUNT = 20
const LINE_LIMIT = 500
/** ESC as the first character of a terminal's colour and cursor commands. */
const TERMINAL = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]`, 'g')

/** The last lines of a container, or why there are none. */
type LogTail = Pick<Cause, 'log' | 'logProblem'>

/**
 * The last lines of what failed, in the order of the endings: those that tell
 * most are read, the others come without. After one refusal nothing more is
 * asked. Lines are cut.
 */
export const logTails = async (
  endings: readonly GroupedEndings[],
  definition: Json,
  { logs, signal, late }: Pick<DiagnosisPorts, 'logs' | 'signal' | 'late'>,
): Promise<readonly LogTail[]> => {
  const wanted = endings.filter(hasLog).slice(0, LOG_LIMIT)
  const tails = new Map<GroupedEndings, LogTail>()
  let refusal = ''
  for (const ending of wanted) {
    const place = logPlace(definition, ending.container ?? '', idOf(ending.task ?? ''))
    if ('problem' in place) tails.set(ending, { log: undefined, logProblem: place.problem })
    else if (refusal !== '') tails.set(ending, { log: undefined, logProblem: refusal })
    else {
      const tail = await readTail(() => logs.tail(place, LINE_COUNT, signal), place, late)
      refusal = tail.refused ? tail.logProblem : ''
      tails.set(ending, { log: tail.log, logProblem: tail.logProblem })
    }
  }
  return endings.map((ending) => tails.get(ending) ?? { log: undefined, logProblem: '' })
}

/** What never ran wrote nothing; what was only ended with its task has nothing to tell. */
const hasLog = ({ container, exitCode, task, rank }: GroupedEndings): boolean =>
  container !== undefined &&
  task !== undefined &&
  (rank === 'health' ||
    (exitCode !== undefined && (rank === 'own' || (rank === 'beside' && !isKill(exitCode)))))

const readTail = async (
  read: () => Promise<readonly LogLine[] | undefined>,
  { group, stream }: { readonly group: string; readonly stream: string },
  late: AbortSignal | undefined,
): Promise<LogTail & { readonly refused: boolean }> => {
  try {
    const lines = await read()
    return lines === undefined || lines.length === 0
      ? { ...noLines(group, stream), refused: false }
      : { log: cut(lines), logProblem: '', refused: false }
  } catch (thrown) {
    return { log: undefined, logProblem: gap(thrown, late), refused: true }
  }
}

const noLines = (group: string, stream: string): LogTail => ({
  log: undefined,
  logProblem: `There are no lines in stream ${stream} of log group ${group}: the container wrote none, or they have not arrived yet.`,
})

const cut = (lines: readonly LogLine[]): readonly LogLine[] =>
  lines
    .slice(-LINE_COUNT)
    .map(({ at, text }) => ({ at, text: visible(plainLine(text), LINE_LIMIT) }))

/** Without a terminal's colours, and no more than can be shown is looked at. */
const plainLine = (text: string): string =>
  text
    .slice(0, 4 * LINE_LIMIT)
    .replaceAll(TERMINAL, '')
    .trimEnd()

/** Last part of an ARN. */
const idOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1)
