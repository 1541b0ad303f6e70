import { isObject } from './json.ts'
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
 * The text of anything that was thrown, for use inside another message. Asks
 * for the members and not for the class: an error of Node itself is no `Error`
 * of a test's realm. Node's AggregateError of a refused connection has no
 * message of its own.
 */
export const messageOf = (thrown: unknown): string => {
  if (!isObject(thrown) || typeof thrown.message !== 'string') return String(thrown)
  if (thrown.message !== '') return thrown.message
  const parts: unknown[] = Array.isArray(thrown.errors) ? thrown.errors : []
  return parts.length > 0 ? parts.map(messageOf).join('; ') : String(thrown.name)
}

/** The system's or Node's code of a failed call, such as `ENOENT`. */
export const systemCode = (thrown: unknown): string | undefined =>
  isObject(thrown) && typeof thrown.code === 'string' ? thrown.code : undefined
