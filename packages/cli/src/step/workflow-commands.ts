/** A workflow command that a step printed, such as `::error file=a.ts,line=3::message`. */
export type WorkflowCommand = {
  readonly name: string
  readonly properties: Readonly<Record<string, string>>
  readonly message: string
}

/**
 * Reads a log line as the runner does (ActionCommand.cs): `::name key=value::message`
 * after white space, or `##[name key=value;]message` anywhere. Names are lower-cased;
 * undefined when the line is plain text.
 */
export const parseCommand = (line: string): WorkflowCommand | undefined =>
  colonForm(line.trimStart()) ?? bracketForm(line)

/**
 * The commands in a log. After `::stop-commands::token` nothing counts until `::token::`.
 */
export const commandsIn = (lines: readonly string[]): WorkflowCommand[] => {
  const commands: WorkflowCommand[] = []
  const next = commandReader()
  for (const line of lines) {
    const command = next(line)
    if (command) commands.push(command)
  }
  return commands
}

/** Reads line by line and remembers whether commands are stopped. */
export const commandReader = (): ((line: string) => WorkflowCommand | undefined) => {
  let stopToken: string | undefined
  return (line) => {
    const command = parseCommand(line)
    if (stopToken !== undefined) {
      if (command?.name === stopToken) stopToken = undefined
      return undefined
    }
    if (command?.name === 'stop-commands') stopToken = command.message.toLowerCase()
    return command
  }
}

const colonForm = (line: string): WorkflowCommand | undefined => {
  const end = line.startsWith('::') ? line.indexOf('::', 2) : -1
  if (end < 0) return undefined
  return command(line.slice(2, end), ',', PROPERTY, decoded(line.slice(end + 2), DATA))
}

const bracketForm = (line: string): WorkflowCommand | undefined => {
  const start = line.indexOf('##[')
  const end = start < 0 ? -1 : line.indexOf(']', start)
  if (end < 0) return undefined
  return command(line.slice(start + 3, end), ';', BRACKET, decoded(line.slice(end + 1), BRACKET))
}

type Escapes = readonly (readonly [RegExp, string])[]

/** `%25` is undone last, so that an escaped escape stays what it was. */
const DATA: Escapes = [
  [/%0D/gi, '\r'],
  [/%0A/gi, '\n'],
]
const PROPERTY: Escapes = [...DATA, [/%3A/gi, ':'], [/%2C/gi, ',']]
const BRACKET: Escapes = [...DATA, [/%3B/gi, ';'], [/%5D/gi, ']']]

const decoded = (text: string, escapes: Escapes): string =>
  escapes
    .reduce((result, [pattern, character]) => result.replace(pattern, character), text)
    .replaceAll('%25', '%')

const command = (
  head: string,
  separator: string,
  escapes: Escapes,
  message: string,
): WorkflowCommand | undefined => {
  const [name = '', ...rest] = head.split(' ')
  if (name === '') return undefined
  const properties: Record<string, string> = Object.create(null)
  for (const property of rest.join(' ').split(separator)) {
    const equals = property.indexOf('=')
    if (equals > 0)
      properties[property.slice(0, equals).trim()] = decoded(property.slice(equals + 1), escapes)
  }
  return { name: name.toLowerCase(), properties, message }
}
