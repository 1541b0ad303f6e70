import { UserError } from '@ci-kit/core/errors'
import type { Explanation } from '@ci-kit/core/explanation'
import { type Outputs, outputBytes } from '@ci-kit/core/outputs'
import type { Answer } from '../selection.ts'
import { fileLists } from './file-lists.ts'
import type { ListFiles } from './list-files.ts'
import type { ListFormat } from './list-format.ts'
import { MATRIX_OUTPUTS, type Matrices, matricesOf } from './matrix.ts'
import { BUDGET_BYTES, type Entries, type Entry } from './output-budget.ts'
import { componentOutputs } from './output-names.ts'

export type AnswerOutputs = {
  readonly outputs: Outputs
  readonly matrices: Matrices
  /** Names of the outputs that name a file, because what they are about did not fit the outputs of a job. */
  readonly spilled: readonly string[]
}

/**
 * All outputs. The matrix and the answers always fit, or a {@link UserError}
 * says why not; then comes the explanation, because a file does not reach the
 * job that reads it, and then the lists.
 */
export const answerOutputs = (
  answer: Answer,
  explanation: Explanation,
  format: ListFormat,
  files: ListFiles,
): AnswerOutputs => {
  const matrices = matricesOf(answer)
  const certain: Entries = [
    ...Object.entries({ ...ownOutputs(answer, explanation), ...matrices }),
    ...perComponent(answer),
  ]
  const taken = outputBytes(certain)
  checkRoom(taken, matrices)
  const explained = explanationOutputs(explanation, BUDGET_BYTES - taken, files)
  const room = BUDGET_BYTES - taken - outputBytes(explained.entries)
  const lists = fileLists(answer.selections, format, room, files)
  checkRoom(BUDGET_BYTES - room + outputBytes(lists.entries), matrices)
  return {
    outputs: recordOf([...certain, ...explained.entries, ...lists.entries]),
    matrices,
    spilled: [...explained.spilled, ...lists.spilled],
  }
}

/**
 * Without a prototype, so that `__proto__` is a name like any other. It is also
 * a hash table from the start: two thousand names take V8 a tenth of the time.
 */
const recordOf = (entries: Entries): Outputs => {
  const outputs: Record<string, Outputs[string]> = Object.create(null)
  for (const [name, value] of entries) outputs[name] = value
  return outputs
}

const ownOutputs = ({ selections, docsOnly }: Answer, explanation: Explanation) => {
  const changes = selections
    .filter(({ cause }) => cause !== undefined)
    .map(({ component }) => component.name)
  const { base, head, 'base-reason': baseReason, reliable, reason } = explanation
  return {
    changes,
    'has-changes': changes.length > 0,
    'docs-only': docsOnly,
    base,
    head,
    'base-reason': baseReason,
    reliable,
    reason,
  }
}

const perComponent = ({ selections }: Answer): Entries =>
  selections.flatMap(({ component, cause, files }): Entries => {
    const names = componentOutputs(component.name)
    return [
      [names.selected, cause !== undefined],
      [names.count, files.length],
    ]
  })

/**
 * A longer explanation comes without files and patterns. Linux passes 128 KiB a
 * variable, and the job that reads it gets it twice, the second time with all
 * other outputs in `needs`.
 */
const EXPLANATION_LENGTH = 32 * 1024

const explanationOutputs = (
  explanation: Explanation,
  room: number,
  files: ListFiles,
): { readonly entries: Entries; readonly spilled: readonly string[] } => {
  const full = JSON.stringify(explanation)
  const isLong = full.length > EXPLANATION_LENGTH
  const short = isLong ? JSON.stringify(shortened(explanation)) : full
  const entry: Entry = ['explanation', short]
  const fits = outputBytes([entry]) <= room
  if (fits && !isLong) return { entries: [entry], spilled: [] }
  const path: Entry = ['explanation-path', files.write('explanation.json', full)]
  return { entries: fits ? [entry, path] : [path], spilled: [path[0]] }
}

const shortened = (explanation: Explanation): Explanation => ({
  ...explanation,
  components: explanation.components.map(
    ({ component, selected, because, 'files-count': count }) => ({
      component,
      selected,
      because,
      'files-count': count,
    }),
  ),
})

/** Without the matrix no job would run, and the step would look as if it had gone well. */
const checkRoom = (bytes: number, matrices: Matrices): void => {
  if (bytes <= BUDGET_BYTES) return
  const rows = MATRIX_OUTPUTS.flatMap((name) => matrices[name].include)
  const [largest] = rows
    .map((row) => ({
      component: String(row.component),
      bytes: outputBytes([['', row]]),
    }))
    .toSorted((one, other) => other.bytes - one.bytes)
  const advice = largest
    ? ` The largest row of the matrix is that of '${largest.component}' with ${kibibytes(largest.bytes)}: shorten the metadata of the components.`
    : ''
  throw new UserError(
    `The outputs take ${kibibytes(bytes)}, and ${kibibytes(BUDGET_BYTES)} fit: GitHub allows 1 MB a job.${advice}`,
  )
}

const kibibytes = (bytes: number): string => `${Math.ceil(bytes / 1024)} KiB`
