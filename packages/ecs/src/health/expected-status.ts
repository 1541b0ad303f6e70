import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'

/** Statuses of HTTP from one to the other, both included. */
export type StatusRange = { readonly from: number; readonly to: number }

/**
 * Reads `200`, `2xx` and `200-299`, separated by commas or white space; nothing
 * means 2xx. Throws {@link UserError} for what is no status.
 */
export const parseExpectedStatus = (input: string, text: string): readonly StatusRange[] => {
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== '')
  return (entries.length === 0 ? ['2xx'] : entries).map((entry) => rangeIn(input, entry))
}

const rangeIn = (input: string, entry: string): StatusRange => {
  const [, hundred] = /^([1-5])xx$/i.exec(entry) ?? []
  if (hundred !== undefined) return { from: Number(hundred) * 100, to: Number(hundred) * 100 + 99 }
  const [, first, last = first] = /^([1-5]\d\d)(?:-([1-5]\d\d))?$/.exec(entry) ?? []
  if (first !== undefined && Number(first) <= Number(last))
    return { from: Number(first), to: Number(last) }
  throw new UserError(
    `Input '${input}' holds '${visible(entry, 100)}', which is no status of HTTP. Write '200', '2xx' or '200-399', separated by commas.`,
  )
}

export const isExpected = (status: number, ranges: readonly StatusRange[]): boolean =>
  ranges.some(({ from, to }) => status >= from && status <= to)
