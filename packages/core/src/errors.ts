import type { Annotation } from './log.ts'

/**
 * Something the author of the workflow can mend. The message says what
 * happened and what to do about it; it is printed alone, without a stack.
 * Every other error is a bug: its message is printed and its stack goes to
 * the debug log.
 */
export class UserError extends Error {
  override readonly name: string = 'UserError'
  /** The place in the repository that the message is about. */
  readonly at: Annotation

  constructor(message: string, at: Annotation = {}) {
    super(message)
    this.at = at
  }
}

/**
 * The text of anything that was thrown, for use inside another message. Node's
 * AggregateError of a refused connection has no message of its own.
 */
export const messageOf = (thrown: unknown): string => {
  if (!(thrown instanceof Error)) return String(thrown)
  if (thrown.message !== '') return thrown.message
  const parts: unknown[] = thrown instanceof AggregateError ? thrown.errors : []
  return parts.length > 0 ? parts.map(messageOf).join('; ') : thrown.name
}

/** The code of an error of Node or the system, such as `ENOENT`. */
export const codeOf = (thrown: unknown): string | undefined =>
  typeof thrown === 'object' &&
  thrown !== null &&
  'code' in thrown &&
  typeof thrown.code === 'string'
    ? thrown.code
    : undefined
