import { isObject, type Json, jsonIn, objectAt, stringAt } from '@ci-kit/core/json'

export type ConsumerStep = {
  /** Its id, else its number from 0. */
  readonly id: string
  /** What it runs or uses. */
  readonly name: string
  readonly stage: string
  readonly result: string
  readonly seconds: number
}

export type ConsumerJob = {
  /** The last calls on the way to it, as `pipe/pipeline/detect`; jobs of a matrix are numbered. */
  readonly name: string
  /** Its key in the workflow file. */
  readonly id: string
  readonly matrix: Json
  /** `success` or `failure`; undefined when it did not come to an end. */
  readonly result: string | undefined
  /** What its steps took together. */
  readonly seconds: number
  readonly steps: readonly ConsumerStep[]
  /** Outputs by id of the step. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** One for each step that wrote one. */
  readonly summaries: readonly string[]
  readonly errors: readonly string[]
  readonly warnings: readonly string[]
  readonly log: string
}

/**
 * The jobs in what `act --json` writes, in the order of their start. What the
 * steps themselves print is marked as such by act, and is never a result here.
 */
export const jobsIn = (output: string): readonly ConsumerJob[] => {
  const lines = output.split('\n').map(jsonIn).filter(isObject)
  const byJob = Map.groupBy(lines, (line) => stringAt(line, 'job')?.trim())
  const jobs = [...byJob].flatMap(([name, own]) => (name === undefined ? [] : [jobOf(name, own)]))
  // Calls of workflows have lines of their own, but no steps.
  return jobs.filter(({ steps, result }) => steps.length > 0 || result !== undefined)
}

const jobOf = (name: string, lines: readonly Json[]): ConsumerJob => {
  const told = lines.filter((line) => line.raw_output !== true)
  const steps = told.flatMap(stepOf)
  const commands = (kind: string) => told.filter((line) => line.command === kind)
  const texts = (kind: string) => commands(kind).map((line) => stringAt(line, 'arg') ?? '')
  return {
    name,
    id: told.map((line) => stringAt(line, 'jobID')).find((id) => id !== undefined) ?? '',
    matrix: told.map((line) => objectAt(line, 'matrix')).find((one) => one !== undefined) ?? {},
    result: told.map((line) => stringAt(line, 'jobResult')).findLast((one) => one !== undefined),
    seconds: steps.reduce((sum, { seconds }) => sum + seconds, 0),
    steps,
    outputs: outputsOf(commands('set-output')),
    summaries: commands('summary').map((line) => stringAt(line, 'content') ?? ''),
    errors: texts('error'),
    warnings: texts('warning'),
    log: lines.map((line) => (stringAt(line, 'msg') ?? '').replace(/\n$/, '')).join('\n'),
  }
}

const stepOf = (line: Json): readonly ConsumerStep[] => {
  const result = stringAt(line, 'stepResult')
  if (result === undefined) return []
  return [
    {
      id: idOf(line),
      name: stringAt(line, 'step') ?? '',
      stage: stringAt(line, 'stage') ?? '',
      result,
      seconds: Number(line.executionTime ?? 0) / 1e9,
    },
  ]
}

/** Steps of composite actions have the ids of the steps around them in front. */
const idOf = ({ stepID }: Json): string => (Array.isArray(stepID) ? stepID.join('/') : '')

const outputsOf = (lines: readonly Json[]): ConsumerJob['outputs'] => {
  const outputs: Record<string, Record<string, string>> = {}
  for (const line of lines) {
    outputs[idOf(line)] ??= {}
    Object.assign(outputs[idOf(line)] ?? {}, { [`${line.name}`]: `${line.arg ?? ''}` })
  }
  return outputs
}
