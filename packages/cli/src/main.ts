import { childProcesses } from '@ci-kit/core/adapters/child-process'
import { messageOf, UserError } from '@ci-kit/core/errors'
import { TaskError } from '@ci-kit/tooling/errors'
import type { Command, Terminal } from './commands/command.ts'
import { demoCommand } from './commands/demo-command.ts'
import { unknownWord } from './commands/options.ts'
import { runCommand } from './commands/run-command.ts'
import { verifyCommand } from './commands/verify-command.ts'

const COMMANDS = new Map<string, Command>([
  ['run', runCommand],
  ['demo', demoCommand],
  ['verify', verifyCommand],
])

const HELP = ['ci-kit <command>', ...[...COMMANDS.values()].map(({ help }) => help)].join('\n\n')

const main = async ([name, ...args]: readonly string[], terminal: Terminal): Promise<number> => {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    terminal.print(HELP)
    return name === undefined ? 1 : 0
  }
  const command = COMMANDS.get(name)
  if (command) return command.run(args, terminal)
  throw new UserError(unknownWord('command', name, [...COMMANDS.keys()]))
}

const writeTo =
  (stream: NodeJS.WriteStream) =>
  (line: string): void =>
    void stream.write(`${line}\n`)

const cancellation = new AbortController()
let exitCode = 1
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(signal, () => {
    exitCode = code
    cancellation.abort(new UserError(`Stopped by ${signal}.`))
  })
}
process.stdout.on('error', () => {
  cancellation.abort(new UserError('Stopped, because nobody reads the output any more.'))
})
const note = writeTo(process.stderr)
try {
  process.exitCode = await main(process.argv.slice(2), {
    exec: childProcesses(cancellation.signal),
    signal: cancellation.signal,
    print: writeTo(process.stdout),
    note,
  })
} catch (thrown) {
  const expected = thrown instanceof UserError || thrown instanceof TaskError
  note(`ci-kit: ${expected || !(thrown instanceof Error) ? messageOf(thrown) : thrown.stack}`)
  process.exitCode = exitCode
}
