import { UserError } from '@ci-kit/core/errors'
import { type InputReader, optionalText } from '@ci-kit/core/inputs'
import { visible } from '@ci-kit/core/log'
import { parseStores, type WantedStores } from '../store/store-word.ts'

/** Where statements go. */
export type StoreInputs = {
  readonly stores: WantedStores
  /** What the peer's input says of the registry for `auto`; undefined when it is not set. */
  readonly pushToRegistry: boolean | undefined
}

/** Reads where statements go. Throws {@link UserError} for what is no store, and for a contradiction. */
export const storeInputs = (from: InputReader): StoreInputs => {
  const stores = parseStores(from.read('store'))
  const push = optionalText(from, 'push-to-registry').toLowerCase()
  if (!['', 'true', 'false'].includes(push))
    throw new UserError(
      `Input 'push-to-registry' is '${visible(push, 100)}'. Use 'true' or 'false', or 'store' instead.`,
    )
  if (stores !== 'auto' && push !== '' && stores.includes('registry') !== (push === 'true'))
    throw new UserError(
      `Input 'push-to-registry' is '${push}', and 'store' is '${stores.join(', ')}'. Remove 'push-to-registry'.`,
    )
  return { stores, pushToRegistry: push === '' ? undefined : push === 'true' }
}
