import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'

const FORM = /^(\d{1,12}(?:\.\d{1,6})?) ?(b|([kmgt])(i?)b)$/i

/**
 * Bytes of a size with a unit: `10GB` (powers of 1000) or `10GiB` (powers of
 * 1024), in any case, with a decimal point if need be. `0` needs no unit. Throws
 * {@link UserError} naming the input.
 */
export const parseSize = (text: string, inputName: string): number => {
  const value = text.trim()
  if (value === '0') return 0
  const [, amount, , prefix = '', binary = ''] = FORM.exec(value) ?? []
  const power = prefix === '' ? 0 : 'kmgt'.indexOf(prefix.toLowerCase()) + 1
  const bytes = Math.round(Number(amount) * (binary === '' ? 1_000 : 1_024) ** power)
  if (Number.isSafeInteger(bytes)) return bytes
  throw new UserError(
    `Input '${inputName}' is '${visible(value, 100)}'. Use a number with a unit, such as '10GB' or '512MiB'; units are B, kB, MB, GB, TB, KiB, MiB, GiB, TiB.`,
  )
}
