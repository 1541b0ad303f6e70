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

/** The text of anything that was thrown, for use inside another message. */
export const messageOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown)
