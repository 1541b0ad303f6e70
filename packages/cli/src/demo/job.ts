import { join } from 'node:path'
import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { Builder } from '../engine.ts'
import { runStep, type StepEvent, type StepResult } from '../run-step.ts'

/** Where jobs run, and with what. */
export type Place = {
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

/** A job of one step. */
export type Job = {
  readonly action: string
  /** What its lines in the log are called. */
  readonly name: string
  readonly event: StepEvent
  readonly inputs: Readonly<Record<string, string>>
  /** On top of the PATH and HOME of this process. */
  readonly env?: Readonly<Record<string, string>>
  /** RUNNER_TEMP, for what later jobs read; one that is removed with the job when left out. */
  readonly temp?: string
}

/**
 * Runs a bundled action; throws {@link UserError} with its last error when it
 * fails, unless that is an answer too.
 */
export const runJob = async (
  place: Place,
  job: Job,
  isAnswer: (result: StepResult) => boolean = () => false,
): Promise<StepResult> => {
  const { PATH = '', HOME = '' } = process.env
  const result = await runStep({
    folder: join(place.actions, job.action),
    workspace: place.workspace,
    event: job.event,
    inputs: job.inputs,
    env: { PATH, HOME, ...job.env },
    ...(job.temp !== undefined && { temp: job.temp }),
    signal: place.signal,
    onLine: (line) => place.onLine(job.name, line),
  })
  place.signal.throwIfAborted()
  if (result.exitCode === 0 || isAnswer(result)) return result
  const error = result.commands.findLast(({ name }) => name === 'error')?.message
  throw new UserError(`${job.action} failed for ${job.name}: ${visible(error ?? 'see its log')}`)
}
