import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { build } from '../build.ts'
import { rows } from '../src/products.ts'

test('rows are priced, in stock, and cheapest first', () => {
  const price = (amount: number) => ({ amount, currency: 'EUR' })
  const products = [
    { sku: 'a', name: 'A', price: price(200), stock: 1 },
    { sku: 'b', name: 'B', price: price(100), stock: 1 },
    { sku: 'c', name: 'C', price: price(50), stock: 0 },
  ]
  assert.deepEqual(rows(products, 'en-GB'), [
    { name: 'B', price: '€1.00' },
    { name: 'A', price: '€2.00' },
  ])
})

test('every file that is named exists, and carries the hash of its content', () => {
  const site = build(join(import.meta.dirname, '../src'))
  const names = [...site.keys()].sort()
  const hash = '[0-9a-f]{10}'
  assert.match(
    names.join(' '),
    new RegExp(
      `^app.${hash}.js catalogue.${hash}.js index.html money.${hash}.js products.${hash}.js styles.${hash}.css$`,
    ),
  )
  const mentioned = [...site.values()].flatMap(
    (text) => text.match(/[a-z]+\.[0-9a-f]{10}\.\w+/g) ?? [],
  )
  for (const name of mentioned) assert.ok(site.has(name), `${name} is missing`)
  assert.equal(new Set(mentioned).size, names.length - 1)
})
