import { httpsAddress } from '../findings/address.ts'

/** What ends a link's address in Markdown, or a cell of a table, and an address may hold. */
const ENDS = /[()|\\`<>"'[\]*_~]/g

/**
 * A link in Markdown; the text is Markdown already. Without an https address
 * it is the text alone.
 */
export const link = (text: string, address: string): string => {
  const href = httpsAddress(address).replace(
    ENDS,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return href === '' ? text : `[${text}](${href})`
}
