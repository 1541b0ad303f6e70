import type { Json } from '@ci-kit/core/json'

/** What AWS answers instead of a result. */
export class AwsFault extends Error {
  override readonly name = 'AwsFault'
  readonly code: string
  readonly status: number

  constructor(code: string, message: string, status = 400) {
    super(message)
    this.code = code
    this.status = status
  }
}

/**
 * One AWS service without HTTP: an operation and its input, as JSON in the
 * names of the service's model, to the answer. Throws an {@link AwsFault}.
 */
export type ServiceHandler = (operation: string, input: Json) => Json

/** Milliseconds since the epoch, on the clock of the scenario. */
export type Now = () => number
