import { available, type Product } from '../../../libs/shared/catalogue.ts'
import { formatMoney } from '../../../libs/shared/money.ts'

export type Row = { readonly name: string; readonly price: string }

/** What the page shows, cheapest first. */
export const rows = (products: readonly Product[], locale?: string): Row[] =>
  available(products)
    .toSorted((one, other) => one.price.amount - other.price.amount)
    .map(({ name, price }) => ({ name, price: formatMoney(price, locale) }))
