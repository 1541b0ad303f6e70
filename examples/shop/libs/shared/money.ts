/** An amount in the smallest unit of its currency, such as cents. */
export type Money = { readonly amount: number; readonly currency: string }

/** Adds amounts of one currency; an empty list is nothing of the given currency. */
export const sum = (amounts: readonly Money[], currency: string): Money => {
  const stray = amounts.find((money) => money.currency !== currency)
  if (stray) throw new RangeError(`cannot add ${stray.currency} to ${currency}`)
  return { amount: amounts.reduce((total, money) => total + money.amount, 0), currency }
}

/** The price of several pieces. */
export const times = (price: Money, quantity: number): Money => ({
  ...price,
  amount: price.amount * quantity,
})

/** An amount as people write it, with as many digits as its currency has. */
export const formatMoney = ({ amount, currency }: Money, locale = 'en-GB'): string => {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  return format.format(amount / 10 ** digits)
}
