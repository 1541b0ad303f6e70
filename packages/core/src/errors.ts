import { isObject } from './json.ts'
import type { Annotation } from './log.ts'
import type { Outputs } from './outputs.ts'

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
 * An answer that fails the step: a check that does not pass has worked, so its
 * outputs are written all the same, for the steps that run in spite of it.
 */
export class FailedResult extends UserError {
  override readonly name = 'FailedResult'
  readonly outputs: Outputs

  constructor(message: string, outputs: Outputs, at: Annotation = {}) {
    super(message, at)
    this.outputs = outputs
  }
}

/**
 * The text of anything that was thrown, for use inside another message. Asks
 * for the members and not for the class: an error of Node itself is no `Error`
 * of a test's realm. Node's AggregateError of a refused connection has no
 * message of its own.
 */
export const messageOf = (thrown: unknown): string => {
  if (!isObject(thrown)) return String(thrown)
  const { message, errors, name } = thrown
  if (typeof message === 'string' && message !== '') return message
  if (Array.isArray(errors) && errors.length > 0) return errors.map(messageOf).join('; ')
  // Not String(thrown): an object may have no toString, or one that throws.
  return typeof name === 'string' ? name : Object.prototype.toString.call(thrown)
}

/** An error can be its own cause. */
const MAX_CAUSES = 5

/** Where an error comes from, with its causes; never its other members, which may hold secrets. */
export const stackOf = (thrown: unknown, depth = 0): string => {
  if (!isObject(thrown)) return String(thrown)
  const own = typeof thrown.stack === 'string' ? thrown.stack : messageOf(thrown)
  if (thrown.cause === undefined || depth === MAX_CAUSES) return own
  return `${own}\nCaused by: ${stackOf(thrown.cause, depth + 1)}`
}

/** The system's or Node's code of a failed call, such as `ENOENT`. */
export const systemCode = (thrown: unknown): string | undefined =>
  isObject(thrown) && typeof thrown.code === 'string' ? thrown.code : undefined

/** Whether a system call failed (ENOSPC, EACCES), and not zlib (Z_BUF_ERROR) or Node's own code (ERR_…). */
export const isSystemError = (thrown: unknown): boolean =>
  /^E(?!RR_)[A-Z0-9]+$/.test(systemCode(thrown) ?? '')
