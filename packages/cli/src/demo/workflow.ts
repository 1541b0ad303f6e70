import { join } from 'node:path'
import { messageOf, UserError } from '@ci-kit/core/errors'
import { isObject, stringAt } from '@ci-kit/core/event'
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
  const { outputs } = await step(place, event, 'detect-changes', 'detect', inputs, {})
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
    const inputs = {
      registry: place.registry,
      'image-name': `${event.repository}/${component}`,
      file: `services/${component}/Dockerfile`,
      'cache-scope': event.ref.replace('refs/heads/', ''),
      'build-args': Object.entries(place.bases)
        .map(([name, image]) => `${name}=${image}`)
        .join('\n'),
      push: 'true',
    }
    const { outputs, durationMs } = await step(
      place,
      event,
      'docker-cache',
      component,
      inputs,
      builder.env,
    )
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

const step = async (
  place: WorkflowPlace,
  event: StepEvent,
  action: string,
  job: string,
  inputs: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>>,
): Promise<StepResult> => {
  const { PATH = '', HOME = '' } = process.env
  const result = await runStep({
    folder: join(place.actions, action),
    workspace: place.workspace,
    event,
    inputs,
    env: { PATH, HOME, ...more },
    signal: place.signal,
    onLine: (line) => place.onLine(job, line),
  })
  place.signal.throwIfAborted()
  if (result.exitCode === 0) return result
  const error = result.commands.findLast(({ name }) => name === 'error')?.message
  throw new UserError(`${action} failed for ${job}: ${visible(error ?? 'see its log above')}`)
}

/** Waits for all, also when one fails, so that no job is left running; then throws the first failure. */
const allOf = async <Result>(jobs: readonly Promise<Result>[]): Promise<Result[]> => {
  await Promise.allSettled(jobs)
  return Promise.all(jobs)
}
