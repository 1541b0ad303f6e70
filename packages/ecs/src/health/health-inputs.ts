import { count, type InputReader, optionalText } from '@ci-kit/core/inputs'
import { parseExpectedStatus, type StatusRange } from './expected-status.ts'
import { parseHealthUrl } from './health-address.ts'

export type HealthInputs = {
  /** Undefined for none. */
  readonly url: URL | undefined
  readonly expected: readonly StatusRange[]
  readonly timeoutSeconds: number
}

/** Reads what is asked when a service is steady. Throws a `UserError` for what is no address or status. */
export const healthInputs = (from: InputReader): HealthInputs => {
  const url = optionalText(from, 'health-url')
  const status = optionalText(from, 'health-status')
  return {
    url: url === '' ? undefined : parseHealthUrl('health-url', url),
    expected: parseExpectedStatus('health-status', status),
    timeoutSeconds: count(from, 'health-timeout-seconds', 1, 3_600),
  }
}
