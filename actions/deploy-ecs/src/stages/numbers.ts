import { UserError } from '@ci-kit/core/errors'
import { count, type InputReader, optionalText } from '@ci-kit/core/inputs'
import { visible } from '@ci-kit/core/log'

/** A whole number from `min` to `max`, undefined when the input is not set. */
export const optionalCount = (
  from: InputReader,
  name: string,
  min: number,
  max: number,
): number | undefined => (optionalText(from, name) === '' ? undefined : count(from, name, min, max))

/** A share of traffic from `min` to 100 in steps of 0.1, undefined when the input is not set. */
export const trafficPercent = (
  from: InputReader,
  name: string,
  min: number,
): number | undefined => {
  const value = optionalText(from, name)
  if (value === '') return undefined
  const number = /^\d{1,3}(?:\.\d)?$/.test(value) ? Number(value) : Number.NaN
  if (number >= min && number <= 100) return number
  throw new UserError(
    `Input '${name}' is '${visible(value, 100)}'. Use a number from ${min} to 100 with at most one decimal, without '%'.`,
  )
}
