import { UserError } from '@ci-kit/core/errors'

/**
 * Why something signed is not accepted.
 * - `malformed`: not a bundle, not a statement, or parts of it cannot be read
 * - `signature`: the signature is not over these bytes
 * - `certificate`: not from an authority of the trusted root, or not valid when it was used
 * - `log`: no entry in a transparency log of the trusted root, or one that does not fit
 * - `timestamp`: no trustworthy time of signing
 * - `identity`: signed by somebody else than expected
 * - `subject`: signed for other content
 * - `predicate`: says something of another kind
 */
export type Refusal =
  | 'malformed'
  | 'signature'
  | 'certificate'
  | 'log'
  | 'timestamp'
  | 'identity'
  | 'subject'
  | 'predicate'

/**
 * Something signed that is not accepted. The message is a sentence without a
 * name for the thing; who knows what was verified puts it in front.
 */
export class AttestationError extends UserError {
  override readonly name = 'AttestationError'
  readonly refusal: Refusal

  constructor(refusal: Refusal, message: string, cause?: unknown) {
    super(message)
    this.refusal = refusal
    if (cause !== undefined) this.cause = cause
  }
}
