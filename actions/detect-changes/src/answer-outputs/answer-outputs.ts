import { UserError } from '@ci-kit/core/errors'
import type { Explanation } from '@ci-kit/core/explanation'
import type { Outputs } from '@ci-kit/core/outputs'
import type { Answer } from '../selection.ts'
import { fileLists } from './file-lists.ts'
import type { ListFiles } from './list-files.ts'
import type { ListFormat } from './list-format.ts'
import { MATRIX_OUTPUTS, type Matrices, matricesOf } from './matrix.ts'
import { BUDGET_BYTES, bytesOf, entryBytes } from './output-budget.ts'
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
 * job that reads it, and then the lists. Every member is set with fromEntries,
 * so that a component `__proto__` is one like any other.
 */
export const answerOutputs = (
  answer: Answer,
  explanation: Explanation,
  format: ListFormat,
  files: ListFiles,
): AnswerOutputs => {
  const matrices = matricesOf(answer)
  const certain: Outputs = Object.fromEntries<Outputs[string]>([
    ...Object.entries({ ...ownOutputs(answer, explanation), ...matrices }),
    ...perComponent(answer),
  ])
  checkRoom(bytesOf(certain), matrices)
  const explained = explanationOutput(explanation, BUDGET_BYTES - bytesOf(certain), files)
  const known: Outputs = Object.fromEntries<Outputs[string]>([
    ...Object.entries(certain),
    ...explained.entries,
  ])
  const lists = fileLists(answer.selections, format, BUDGET_BYTES - bytesOf(known), files)
  const outputs = Object.fromEntries([...Object.entries(known), ...Object.entries(lists.outputs)])
  checkRoom(bytesOf(outputs), matrices)
  return { outputs, matrices, spilled: [...explained.spilled, ...lists.spilled] }
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

const perComponent = ({ selections }: Answer): readonly (readonly [string, boolean | number])[] =>
  selections.flatMap(({ component, cause, files }) => {
    const names = componentOutputs(component.name)
    return [[names.selected, cause !== undefined] as const, [names.count, files.length] as const]
  })

const explanationOutput = (
  explanation: Explanation,
  room: number,
  files: ListFiles,
): {
  readonly entries: readonly (readonly [string, string])[]
  readonly spilled: readonly string[]
} => {
  const text = JSON.stringify(explanation)
  if (entryBytes('explanation', text) <= room) {
    return { entries: [['explanation', text]], spilled: [] }
  }
  const path = files.write('explanation.json', text)
  return { entries: [['explanation-path', path]], spilled: ['explanation-path'] }
}

/** Without the matrix no job would run, and the step would look as if it had gone well. */
const checkRoom = (bytes: number, matrices: Matrices): void => {
  if (bytes <= BUDGET_BYTES) return
  const rows = MATRIX_OUTPUTS.flatMap((name) => matrices[name].include)
  const [largest] = rows
    .map((row) => ({
      component: String(row.component),
      bytes: entryBytes('', JSON.stringify(row)),
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
