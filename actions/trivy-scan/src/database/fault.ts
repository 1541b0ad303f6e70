import { UserError } from '@ci-kit/core/errors'

/**
 * What is wrong with something that should be a database, as a sentence that
 * starts with a small letter: whoever catches it says where that was.
 */
export class DatabaseFault extends UserError {
  override readonly name = 'DatabaseFault'
}
