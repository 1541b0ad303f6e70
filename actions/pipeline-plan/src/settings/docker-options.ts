/** One option of `docker create` and its value, as the runner reads them in `options` of a service container. */
export const option = (name: string, value: string): string => `${name} ${quoted(value)}`

/**
 * One argument in the command line of the runner, which .NET takes apart
 * (Process.Unix.cs, ParseArgumentsIntoList): quotes are escaped by a
 * backslash, and backslashes count only in front of a quote.
 */
const quoted = (text: string): string =>
  `"${text.replace(/(\\*)"/g, '$1$1\\"').replace(/\\+$/, '$&$&')}"`
