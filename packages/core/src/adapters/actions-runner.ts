import { appendFileSync, statSync } from 'node:fs'
import { messageOf, UserError } from '../errors.ts'
import type { Environment } from '../event.ts'
import type { InputReader } from '../inputs.ts'
import { type Log, neutral, visible } from '../log.ts'
import { type Outputs, outputText } from '../outputs.ts'
import type { Runner } from '../run-action.ts'
import { type Summary, withinBudget } from '../summary.ts'
import { cancellationOf } from './process-cancellation.ts'
import { command, fileEntry } from './runner-commands.ts'

type Print = (line: string) => void

/** The GitHub Actions runner of this process. Create it once, in `main.ts`. */
export const actionsRunner = (process: NodeJS.Process): Runner => {
  const print: Print = (line) => void process.stdout.write(`${line}\n`)
  const log = runnerLog(print, process.env.RUNNER_DEBUG === '1')
  return {
    inputs: inputReader(process.env, print),
    log,
    summary: fileSummary(process.env.GITHUB_STEP_SUMMARY, log),
    cancellation: cancellationOf(process, log),
    setOutputs: (outputs) => writeOutputs(process.env.GITHUB_OUTPUT, outputs, print),
    finish: (exitCode) => {
      process.exitCode = exitCode
    },
    abandon: (exitCode) => process.exit(exitCode),
  }
}

/** The runner hands `cache-scope` over as INPUT_CACHE-SCOPE: upper case, only spaces replaced. */
export const inputReader = (env: Environment, print: Print): InputReader => ({
  read: (name) => env[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`] ?? '',
  mask: (secret) => print(command('add-mask', secret)),
})

export const runnerLog = (print: Print, showDebug: boolean): Log => ({
  info: (text) => print(neutral(text)),
  debug: (text) => {
    if (showDebug) print(command('debug', text))
  },
  notice: (text, at) => print(command('notice', text, at)),
  warning: (text, at) => print(command('warning', text, at)),
  error: (text, at) => print(command('error', text, at)),
  group: (title) => print(command('group', title)),
  endGroup: () => print(command('endgroup', '')),
})

/** A summary that cannot be written is a warning: what it tells about has happened. */
export const fileSummary = (path: string | undefined, log: Log): Summary => {
  let full = false
  return {
    append: (markdown) => {
      if (!path || full) return
      try {
        const written = statSync(path, { throwIfNoEntry: false })?.size ?? 0
        const { text, cut } = withinBudget(`${markdown}\n`, written)
        full = cut
        appendFileSync(path, text)
      } catch (thrown) {
        full = true
        log.warning(`The job summary cannot be written: ${visible(messageOf(thrown))}.`)
      }
    },
  }
}

/** One write for all outputs, so that no step ever sees half of them. */
export const writeOutputs = (path: string | undefined, outputs: Outputs, print: Print): void => {
  const entries = Object.entries(outputs).map(([name, value]) => [name, outputText(value)] as const)
  if (path) appendOutputs(path, entries.map(([name, text]) => fileEntry(name, text)).join(''))
  else for (const [name, text] of entries) print(neutral(`${name}=${text}`))
}

const appendOutputs = (path: string, text: string): void => {
  try {
    appendFileSync(path, text)
  } catch (thrown) {
    throw new UserError(
      `The outputs cannot be written: ${visible(messageOf(thrown))}. GITHUB_OUTPUT has to name a file that this step may write.`,
    )
  }
}
