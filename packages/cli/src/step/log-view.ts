import { commandReader, type WorkflowCommand } from './workflow-commands.ts'

const SHOWN = new Map([
  ['error', 'Error'],
  ['warning', 'Warning'],
  ['notice', 'Notice'],
])
/** What the runner acts on without showing it. */
const SILENT = new Set(['debug', 'endgroup', 'add-mask', 'stop-commands', 'add-matcher', 'echo'])

/**
 * Shows a step's log to people as GitHub's page does: groups, annotations and
 * masked secrets instead of commands. Answers undefined for a line to leave out.
 */
export const logView = (): ((line: string) => string | undefined) => {
  const next = commandReader()
  const secrets = new Set<string>()
  return (line) => {
    const command = next(line)
    if (command?.name === 'add-mask') {
      for (const part of command.message.split(/\r\n|\r|\n/))
        if (part.trim()) secrets.add(part.trim())
    }
    const text = command ? shown(command, line) : line
    if (text === undefined) return undefined
    return [...secrets].reduce((result, secret) => result.replaceAll(secret, '***'), text)
  }
}

const shown = (
  { name, message, properties }: WorkflowCommand,
  line: string,
): string | undefined => {
  if (SILENT.has(name)) return undefined
  if (name === 'group') return `▸ ${message}`
  const label = SHOWN.get(name)
  if (label === undefined) return line
  const { file, line: at, title } = properties
  const place = file ? ` (${file}${at ? `:${at}` : ''})` : ''
  return `${label}: ${title ? `${title}: ` : ''}${message}${place}`
}
