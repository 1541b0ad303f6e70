import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { messageOf, UserError } from '@ci-kit/core/errors'
import { isObject, type Json } from '@ci-kit/core/json'
import { repositoryRoot } from '@ci-kit/tooling/paths'
import { readManifest } from '../manifest.ts'
import { runStep, type Step, type StepResult } from '../run-step.ts'
import { logView } from '../step/log-view.ts'
import type { Command, Terminal } from './command.ts'
import { EXPLANATION, explanationText, requireExplanation } from './explain.ts'
import { localEvent } from './local-event.ts'
import { assignments, parseOptions, unknownWord } from './options.ts'
import { ownVariables } from './own-variables.ts'

const HELP = `ci-kit run <action> [--with name=value …] [options]

Runs a bundled action as GitHub's runner does and prints its log, outputs and
summary. The exit code is that of the step.

  --with name=value   an input; more than once for more inputs
  --env NAME=value    a variable of the step's env; more than once for more
  --event name        name of the event, default push
  --payload file      JSON file with the event's payload; without one, a push of the last commit
  --workspace folder  the checkout, default the current folder
  --explain           print the answer and its reasons as a tree, where the action explains itself
  --help              show this; with an action, its inputs

GITHUB_TOKEN, if set, stands for \${{ github.token }}. The variables of AWS, Docker,
buildx and proxies are those of the shell.`

const OPTIONS = {
  with: { type: 'string', multiple: true, default: [] as string[] },
  env: { type: 'string', multiple: true, default: [] as string[] },
  event: { type: 'string', default: 'push' },
  payload: { type: 'string' },
  workspace: { type: 'string', default: '.' },
  explain: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

export const runCommand: Command = {
  help: HELP,
  run: async (args, terminal) => {
    const { values, positionals } = parseOptions(args, OPTIONS)
    const [action, ...others] = positionals
    if (values.help) {
      terminal.print(action === undefined ? HELP : actionHelp(folderOf(action)))
      return 0
    }
    if (action === undefined) throw new UserError('Name an action: ci-kit run <action>.')
    if (others.length > 0) throw new UserError(`Only one action can be run, not ${others[0]} too.`)
    const folder = folderOf(action)
    if (values.explain) requireExplanation(action, readManifest(folder))
    const result = await runStep(await stepOf(folder, values, terminal))
    report(result, values.explain, terminal)
    return result.exitCode
  },
}

type Values = ReturnType<typeof parseOptions<typeof OPTIONS>>['values']

const stepOf = async (folder: string, values: Values, terminal: Terminal): Promise<Step> => {
  const workspace = resolve(values.workspace)
  const payload = values.payload === undefined ? undefined : readPayload(values.payload)
  const view = logView()
  return {
    folder,
    workspace,
    inputs: assignments('--with', values.with),
    env: { ...nobodysRun(payload), ...ownVariables(), ...assignments('--env', values.env) },
    event: await localEvent(values.event, payload, workspace, terminal.exec),
    signal: terminal.signal,
    onLine: (line) => {
      const text = view(line)
      if (text !== undefined) terminal.print(text)
    },
  }
}

/** Without a payload there is no run on GitHub that a record could lead to, and whoever works here is the actor. */
const nobodysRun = (payload: Json | undefined): Record<string, string> =>
  payload === undefined ? { GITHUB_RUN_ID: '', GITHUB_ACTOR: process.env.USER ?? '' } : {}

const ACTIONS = join(repositoryRoot, 'actions')

const folderOf = (action: string): string => {
  const actions = readdirSync(ACTIONS)
  if (actions.includes(action)) return join(ACTIONS, action)
  throw new UserError(unknownWord('action', action, actions))
}

const actionHelp = (folder: string): string => {
  const { name, inputs, outputs } = readManifest(folder)
  const input = ([key, { required, default: text }]: [
    string,
    { required: boolean; default: string },
  ]) => `  ${key}${required ? ' (required)' : text && ` (default ${text})`}`
  return [`${name}`, 'Inputs:', ...[...inputs].map(input), `Outputs: ${outputs.join(', ')}`].join(
    '\n',
  )
}

const readPayload = (file: string): Json => {
  try {
    const payload: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (isObject(payload)) return payload
    throw new Error('it holds no object')
  } catch (thrown) {
    throw new UserError(`The payload ${file} cannot be used: ${messageOf(thrown)}.`)
  }
}

const report = (
  { outputs, summary, exitCode, durationMs }: StepResult,
  explain: boolean,
  { print }: Terminal,
): void => {
  const entries = Object.entries(outputs).filter(([name]) => !(explain && name === EXPLANATION))
  if (entries.length > 0) print('\nOutputs:')
  for (const [name, value] of entries) print(`  ${name}=${value.replaceAll('\n', '\n    ')}`)
  if (summary !== '') print(`\nSummary:\n${summary.trimEnd()}`)
  // A step that failed has said why, and has no outputs.
  if (explain && exitCode === 0) print(`\nExplanation:\n${explanationText(outputs)}`)
  print(`\nExit code ${exitCode} after ${(durationMs / 1000).toFixed(1)} s`)
}
