import { join } from 'node:path'
import { messageOf, UserError } from '@ci-kit/core/errors'
import { isObject, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import type { Builder } from '../engine.ts'
import { runStep, type StepEvent, type StepResult } from '../run-step.ts'

/** What one build job of the workflow made of a component. */
export type Build = {
  readonly component: string
  readonly cachedSteps: number
  readonly totalSteps: number
  readonly seconds: number
  /** `sha256:…` */
  readonly digest: string
}

/** One run of the example's workflow. */
export type WorkflowRun = {
  /** Components in the matrix, in its order. */
  readonly selected: readonly string[]
  readonly builds: readonly Build[]
  /** From the start of detect-changes to the end of the last build. */
  readonly seconds: number
}

export type WorkflowPlace = {
  /** Absolute path of the checkout. */
  readonly workspace: string
  /** Folder that holds the actions by name. */
  readonly actions: string
  /** `127.0.0.1:PORT` */
  readonly registry: string
  /** Base images by the Dockerfiles' build arguments; the Dockerfiles' own when empty. */
  readonly bases: Readonly<Record<string, string>>
  /** A builder that knows nothing, as each job of a hosted runner gets one. */
  readonly freshBuilder: () => Promise<Builder>
  readonly signal: AbortSignal
  readonly onLine: (job: string, line: string) => void
}

/**
 * Does what `.github/workflows/ci.yml` of the example says: detect-changes,
 * then one docker-cache job for each component of the matrix, side by side,
 * each with a builder of its own. Throws {@link UserError} when a job fails.
 */
export const runWorkflow = async (place: WorkflowPlace, event: StepEvent): Promise<WorkflowRun> => {
  const started = performance.now()
  const selected = await detect(place, event)
  const builds = await allOf(selected.map((component) => build(place, event, component)))
  return { selected, builds, seconds: (performance.now() - started) / 1000 }
}

const detect = async (place: WorkflowPlace, event: StepEvent): Promise<string[]> => {
  const inputs = { filters: '.github/filters.yml' }
  const job = { action: 'detect-changes', name: 'detect', inputs }
  const { outputs } = await runJob(place, event, job)
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

const build = async (place: WorkflowPlace, event: StepEvent, component: string): Promise<Build> => {
  const builder = await place.freshBuilder()
  try {
    const inputs = buildInputs(place, event, component)
    const job = { action: 'docker-cache', name: component, inputs, env: builder.env }
    const { outputs, durationMs } = await runJob(place, event, job)
    return {
      component,
      cachedSteps: Number(outputs['cached-steps']),
      totalSteps: Number(outputs['total-steps']),
      seconds: durationMs / 1000,
      digest: outputs.digest ?? '',
    }
  } finally {
    await builder.stop()
  }
}

const buildInputs = ({ registry, bases }: WorkflowPlace, event: StepEvent, component: string) => ({
  registry,
  'image-name': `${event.repository}/${component}`,
  file: `services/${component}/Dockerfile`,
  'cache-scope': event.ref.replace('refs/heads/', ''),
  'build-args': Object.entries(bases)
    .map(([name, image]) => `${name}=${image}`)
    .join('\n'),
  push: 'true',
})

type Job = {
  readonly action: string
  readonly name: string
  readonly inputs: Readonly<Record<string, string>>
  /** On top of the PATH and HOME of this process. */
  readonly env?: Readonly<Record<string, string>>
}

const runJob = async (place: WorkflowPlace, event: StepEvent, job: Job): Promise<StepResult> => {
  const { PATH = '', HOME = '' } = process.env
  const result = await runStep({
    folder: join(place.actions, job.action),
    workspace: place.workspace,
    event,
    inputs: job.inputs,
    env: { PATH, HOME, ...job.env },
    signal: place.signal,
    onLine: (line) => place.onLine(job.name, line),
  })
  place.signal.throwIfAborted()
  if (result.exitCode === 0) return result
  const error = result.commands.findLast(({ name }) => name === 'error')?.message
  throw new UserError(`${job.action} failed for ${job.name}: ${visible(error ?? 'see its log')}`)
}

/** Waits for all, also when one fails, so that no job is left running; then throws the first failure. */
const allOf = async <Result>(jobs: readonly Promise<Result>[]): Promise<Result[]> => {
  await Promise.allSettled(jobs)
  return Promise.all(jobs)
}
