import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { UserError } from '@ci-kit/core/errors'
import { type Manifest, readManifest } from './manifest.ts'
import type { Pairs } from './step/command-files.ts'
import {
  contextVariables,
  inputVariables,
  PUSH_TO_MAIN,
  type StepEvent,
} from './step/environment.ts'
import { requireNode24, runProgram } from './step/node-program.ts'
import { applies } from './step/post-condition.ts'
import { type StepFiles, stepFiles, type Written } from './step/step-files.ts'
import { commandsIn, type WorkflowCommand } from './step/workflow-commands.ts'

export type { StepEvent, WorkflowCommand }

/** One step of a job: `uses: <folder>` with its `with:` and `env:`. */
export type Step = {
  /** Folder that holds the action.yml. */
  readonly folder: string
  /** The step's `with:`; only declared inputs are allowed. */
  readonly inputs?: Readonly<Record<string, string>>
  /**
   * All that the step sees besides what the runner sets: PATH, HOME and its
   * `env:`. It wins over the context, so that GITHUB_API_URL can name a fake.
   * GITHUB_TOKEN is also the value of `github.token`.
   */
  readonly env?: Readonly<Record<string, string>>
  /** Absolute path of the checkout, the working directory of the step. */
  readonly workspace: string
  /** RUNNER_TEMP, for what later steps read; one that is removed with the step when left out. */
  readonly temp?: string
  /** RUNNER_TOOL_CACHE, for what later jobs find; one that is removed with the step when left out. */
  readonly toolCache?: string
  /** A push to `main` of `local/workspace` when left out. */
  readonly event?: StepEvent
  /** Aborting cancels the step as the runner does: SIGINT, SIGTERM 7.5 s later, then the kill. */
  readonly signal?: AbortSignal
  /** Called with each line of the log, main and post, as it is printed. */
  readonly onLine?: (line: string) => void
}

export type StepResult = {
  /** Of main; of post when only that failed. */
  readonly exitCode: number
  readonly outputs: Pairs
  /** Variables for the steps that follow. */
  readonly env: Pairs
  /** Folders for the PATH of the steps that follow, the first one first. */
  readonly path: readonly string[]
  /** What main saved for post. */
  readonly state: Pairs
  /** Markdown of main and post. */
  readonly summary: string
  /** Standard output and error as printed: nothing is masked. */
  readonly log: string
  /** Workflow commands in the log: annotations, groups, masks. */
  readonly commands: readonly WorkflowCommand[]
  readonly durationMs: number
}

/**
 * Runs a bundled action outside a runner as the runner runs it: main and
 * defaults from action.yml, an otherwise empty environment, file commands,
 * then the post step. A failing action is a result, not an error; throws
 * {@link UserError} on a manifest that cannot be used or an undeclared input,
 * and the signal's reason when it is aborted before the start.
 */
export const runStep = async (step: Step): Promise<StepResult> => {
  requireNode24()
  step.signal?.throwIfAborted()
  const manifest = readManifest(step.folder)
  const event = step.event ?? PUSH_TO_MAIN
  const variables = {
    ...contextVariables(event, step.workspace),
    ...step.env,
    ...inputVariables(manifest, step.inputs ?? {}, step.env?.GITHUB_TOKEN ?? ''),
  }
  const files = stepFiles(event.payload, step)
  try {
    return await mainAndPost({ step, manifest, variables, files })
  } finally {
    files.remove()
  }
}

type Run = {
  readonly step: Step
  readonly manifest: Manifest
  readonly variables: Readonly<Record<string, string>>
  readonly files: StepFiles
}

const mainAndPost = async (run: Run): Promise<StepResult> => {
  const started = performance.now()
  const lines: string[] = []
  const main = await program(run, run.manifest.main, {}, lines)
  const { post, postIf } = run.manifest
  const after =
    post !== undefined && applies(postIf, main.exitCode, { ...run.variables, ...main.env })
      ? await program(run, post, forPost(main, run.variables), lines)
      : undefined
  return {
    exitCode: main.exitCode || (after?.exitCode ?? 0),
    outputs: main.outputs,
    env: main.env,
    path: main.path,
    state: main.state,
    summary: main.summary + (after?.summary ?? ''),
    log: lines.map((line) => `${line}\n`).join(''),
    commands: commandsIn(lines),
    durationMs: Math.round(performance.now() - started),
  }
}

type Ended = Written & { readonly exitCode: number }

const program = async (
  { step, variables, files }: Run,
  file: string,
  more: Readonly<Record<string, string>>,
  lines: string[],
): Promise<Ended> => {
  const own = files.fresh()
  const exitCode = await runProgram({
    file: existing(resolve(step.folder, file)),
    cwd: step.workspace,
    env: { ...variables, ...more, ...own.variables },
    // After a cancellation the runner lets post steps finish.
    signal: step.signal?.aborted ? undefined : step.signal,
    onLine: (line) => {
      lines.push(line)
      step.onLine?.(line)
    },
  })
  return { exitCode, ...own.read() }
}

const existing = (file: string): string => {
  if (existsSync(file)) return file
  throw new UserError(`There is no ${file}, which the manifest names. Run npm run build.`)
}

/** Post sees what main saved, and the environment as main left it. */
const forPost = (main: Ended, before: Run['variables']): Record<string, string> => ({
  ...main.env,
  ...(main.path.length > 0 && { PATH: [...main.path, before.PATH ?? ''].join(':') }),
  ...Object.fromEntries(Object.entries(main.state).map(([name, text]) => [`STATE_${name}`, text])),
})
