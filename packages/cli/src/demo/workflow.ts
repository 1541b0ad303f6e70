import { messageOf, UserError } from '@ci-kit/core/errors'
import { isObject, stringAt } from '@ci-kit/core/json'
import type { StepEvent } from '../run-step.ts'
import { type Build, buildJob, type Skip } from './build-job.ts'
import { type Place, runJob } from './job.ts'

/** One run of the example's workflow. */
export type WorkflowRun = {
  /** Components in the matrix, in its order. */
  readonly selected: readonly string[]
  readonly builds: readonly Build[]
  /** From the start of detect-changes to the end of the last build. */
  readonly seconds: number
}

/**
 * Does by hand what the example's pipeline does first: detect-changes,
 * then one docker-cache job for each component of the matrix, side by side,
 * each with a builder of its own. Throws {@link UserError} when a job fails.
 */
export const runWorkflow = async (
  place: Place,
  event: StepEvent,
  skip: Skip,
): Promise<WorkflowRun> => {
  const started = performance.now()
  const selected = await detect(place, event)
  const requests = selected.map((component) => {
    const inputs = componentInputs(event, component)
    return { component, event, skip, inputs }
  })
  const builds = await allOf(requests.map((request) => buildJob(place, request)))
  return { selected, builds, seconds: (performance.now() - started) / 1000 }
}

const detect = async (place: Place, event: StepEvent): Promise<string[]> => {
  const inputs = { filters: '.github/components.yml' }
  const { outputs } = await runJob(place, {
    action: 'detect-changes',
    name: 'detect',
    event,
    inputs,
  })
  return componentsOf(outputs.matrix ?? '')
}

/** Reads `{"include":[{"component":"api"}]}`. */
export const componentsOf = (matrix: string): string[] => {
  const parsed = json(matrix)
  const rows = isObject(parsed) ? parsed.include : undefined
  const names = Array.isArray(rows)
    ? rows.map((row: unknown) => (isObject(row) ? stringAt(row, 'component') : undefined))
    : [undefined]
  return names.map((name) => {
    if (name !== undefined) return name
    throw new UserError(`detect-changes wrote a matrix that names no components: ${matrix}`)
  })
}

const json = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    throw new UserError(`detect-changes wrote a matrix that is no JSON: ${messageOf(thrown)}`)
  }
}

const componentInputs = (event: StepEvent, component: string) => ({
  'image-name': `${event.repository}/${component}`,
  file: `services/${component}/Dockerfile`,
  'cache-scope': event.ref.replace('refs/heads/', ''),
})

/** Waits for all, also when one fails, so that no job is left running; then throws the first failure. */
const allOf = async <Result>(jobs: readonly Promise<Result>[]): Promise<Result[]> => {
  await Promise.allSettled(jobs)
  return Promise.all(jobs)
}
