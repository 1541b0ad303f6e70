import { appendFileSync, statSync } from 'node:fs'
import type { Environment } from '../event.ts'
import type { InputReader } from '../inputs.ts'
import { type Log, neutral } from '../log.ts'
import { type Outputs, outputText } from '../outputs.ts'
import { Cancelled, type Runner } from '../run-action.ts'
import { type Summary, withinBudget } from '../summary.ts'
import { command, fileEntry } from './runner-commands.ts'

type Print = (line: string) => void

/** The GitHub Actions runner of this process. Create it once, in `main.ts`. */
export const actionsRunner = (process: NodeJS.Process): Runner => {
  const print: Print = (line) => void process.stdout.write(`${line}\n`)
  return {
    inputs: inputReader(process.env, print),
    log: runnerLog(print, process.env.RUNNER_DEBUG === '1'),
    summary: fileSummary(process.env.GITHUB_STEP_SUMMARY),
    cancellation: signals(process),
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

const fileSummary = (path: string | undefined): Summary => ({
  append: (markdown) => {
    if (!path) return
    const written = statSync(path, { throwIfNoEntry: false })?.size ?? 0
    appendFileSync(path, withinBudget(`${markdown}\n`, written))
  },
})

/** One write for all outputs, so that no step ever sees half of them. */
const writeOutputs = (path: string | undefined, outputs: Outputs, print: Print): void => {
  const entries = Object.entries(outputs).map(([name, value]) => [name, outputText(value)] as const)
  if (path) appendFileSync(path, entries.map(([name, text]) => fileEntry(name, text)).join(''))
  else for (const [name, text] of entries) print(neutral(`${name}=${text}`))
}

const signals = (process: NodeJS.Process): AbortSignal => {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => controller.abort(new Cancelled(signal)))
  }
  return controller.signal
}
