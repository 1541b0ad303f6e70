import { UserError } from '@ci-kit/core/errors'
import { connectionFault, ExchangeFault } from './exchange-fault.ts'
import type { Transport } from './http.ts'

/** Node's errors as faults that name the host; the signal's reason and errors with an explanation stay as they are. */
export const faulting =
  (transport: Transport): Transport =>
  async (request) => {
    const fault = (thrown: unknown): unknown => {
      if (request.signal?.aborted) return request.signal.reason
      const explained = thrown instanceof UserError || thrown instanceof ExchangeFault
      return explained ? thrown : connectionFault(thrown, request.url.host)
    }
    try {
      const response = await transport(request)
      return { ...response, body: mapped(response.body, fault) }
    } catch (thrown) {
      throw fault(thrown)
    }
  }

/** A stream whose errors are changed on the way. */
export async function* mapped(
  pieces: AsyncIterable<Uint8Array>,
  change: (thrown: unknown) => unknown,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* pieces
  } catch (thrown) {
    throw change(thrown)
  }
}
