/**
 * What the runner takes for a command, after its own source (actions/runner,
 * src/Runner.Common/ActionCommand.cs, TryParseV2 and TryParse): an
 * implementation of its own, so that nothing of the product tests itself.
 */
export const commandName = (line: string): string | undefined => v2(line) ?? v1(line)

/** Lines as StreamReader.ReadLine ends them. */
export const linesOf = (output: string): string[] => output.split(/\r\n|\r|\n/)

/** char.IsWhiteSpace of .NET: space, line and paragraph separators, U+0009 to U+000D, U+0085, U+00A0. */
const trimStart = (text: string): string =>
  text.replace(/^[\p{Zs}\p{Zl}\p{Zp}\t\n\v\f\r\u0085\u00a0]+/u, '')

const v2 = (line: string): string | undefined => {
  const message = trimStart(line)
  if (!message.startsWith('::')) return undefined
  const end = message.indexOf('::', 2)
  return end < 0 ? undefined : message.slice(2, end).split(' ')[0]
}

const v1 = (line: string): string | undefined => {
  const start = line.indexOf('##[')
  const end = line.indexOf(']', start)
  return start < 0 || end < 0 ? undefined : line.slice(start + 3, end).split(' ')[0]
}
