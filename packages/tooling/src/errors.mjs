/**
 * Something the person at the keyboard can mend. The message says what
 * happened and what to do; it is printed alone, without a stack.
 */
export class TaskError extends Error {
  /** @override */
  name = 'TaskError'
}

/** A signal asked this process to stop; set-up unwinds and leaves nothing behind. */
export class Interrupted extends Error {
  /** @override */
  name = 'Interrupted'

  /** @param {NodeJS.Signals} signal */
  constructor(signal) {
    super(`stopped by ${signal}`)
    this.signal = signal
  }
}

/**
 * The text of anything that was thrown, for use inside another message.
 * @param {unknown} thrown
 * @returns {string}
 */
export const messageOf = (thrown) => (thrown instanceof Error ? thrown.message : String(thrown))

/**
 * The system's code of a failed call, such as `ENOENT`. Not by `instanceof`: under
 * jest the system's errors come from another realm.
 * @param {unknown} thrown
 * @returns {string | undefined}
 */
export const systemCode = (thrown) =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown
    ? String(thrown.code)
    : undefined
