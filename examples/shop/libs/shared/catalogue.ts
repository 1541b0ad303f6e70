import type { Money } from './money.ts'

/** One article of the shop. */
export type Product = {
  readonly sku: string
  readonly name: string
  readonly price: Money
  readonly stock: number
}

export const catalogue: readonly Product[] = [
  { sku: 'kettle', name: 'Kettle, 1.7 l', price: { amount: 3490, currency: 'EUR' }, stock: 12 },
  { sku: 'teapot', name: 'Teapot, stoneware', price: { amount: 2850, currency: 'EUR' }, stock: 4 },
  { sku: 'mug', name: 'Mug, 0.3 l', price: { amount: 990, currency: 'EUR' }, stock: 60 },
  { sku: 'sencha', name: 'Sencha, 100 g', price: { amount: 1275, currency: 'EUR' }, stock: 0 },
]

/** Articles that can be sent today. */
export const available = (products: readonly Product[]): readonly Product[] =>
  products.filter((product) => product.stock > 0)

export const bySku = (products: readonly Product[], sku: string): Product | undefined =>
  products.find((product) => product.sku === sku)
