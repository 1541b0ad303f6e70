import { bySku, type Product } from '../../../libs/shared/catalogue.ts'
import { type Money, sum, times } from '../../../libs/shared/money.ts'

export type OrderLine = { readonly sku: string; readonly quantity: number }
export type Order = { readonly lines: readonly OrderLine[]; readonly total: Money }

/** What the customer can put right. */
export class OrderError extends Error {}

/** Checks an order that came in as JSON, and prices it from the catalogue. */
export const priced = (body: unknown, products: readonly Product[]): Order => {
  const lines = linesOf(body)
  const prices = lines.map((line) => times(productOf(line, products).price, line.quantity))
  return { lines, total: sum(prices, 'EUR') }
}

const linesOf = (body: unknown): OrderLine[] => {
  const lines =
    typeof body === 'object' && body !== null && 'lines' in body ? body.lines : undefined
  if (!Array.isArray(lines) || lines.length === 0) throw new OrderError('an order needs lines')
  return lines.map(({ sku, quantity }: Partial<OrderLine>) => {
    if (typeof sku !== 'string') throw new OrderError('a line needs a sku')
    if (!Number.isInteger(quantity) || Number(quantity) < 1)
      throw new OrderError(`the quantity of ${sku} is no positive whole number`)
    return { sku, quantity: Number(quantity) }
  })
}

const productOf = ({ sku, quantity }: OrderLine, products: readonly Product[]): Product => {
  const product = bySku(products, sku)
  if (!product) throw new OrderError(`there is no ${sku}`)
  if (product.stock < quantity) throw new OrderError(`only ${product.stock} of ${sku} in stock`)
  return product
}
