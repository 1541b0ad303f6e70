import { UserError } from '@ci-kit/core/errors'
import { type InputReader, optionalText } from '@ci-kit/core/inputs'
import { visible } from '@ci-kit/core/log'

const MINUTE = 60_000
const UNITS = new Map([
  ['m', MINUTE],
  ['h', 60 * MINUTE],
  ['d', 24 * 60 * MINUTE],
  ['w', 7 * 24 * 60 * MINUTE],
])

/** A span of time such as `12h` in milliseconds, undefined when the input is not set. */
export const duration = (from: InputReader, name: string): number | undefined => {
  const value = optionalText(from, name)
  if (value === '') return undefined
  const [, number, unit = ''] = /^([1-9]\d{0,5})([mhdw])$/.exec(value) ?? []
  const factor = UNITS.get(unit)
  if (number !== undefined && factor !== undefined) return Number(number) * factor
  throw new UserError(
    `Input '${name}' is '${visible(value, 100)}'. Use a number with 'm', 'h', 'd' or 'w', such as '12h' or '7d'.`,
  )
}
