import assert from 'node:assert/strict'
import { test } from 'node:test'
import { available, bySku, catalogue } from './catalogue.ts'
import { formatMoney, sum, times } from './money.ts'

test('amounts are written in their currency', () => {
  assert.equal(formatMoney({ amount: 3490, currency: 'EUR' }), '€34.90')
  assert.equal(formatMoney({ amount: 1200, currency: 'JPY' }), 'JP¥1,200')
})

test('amounts add up, but never across currencies', () => {
  const mug = { amount: 990, currency: 'EUR' }
  assert.deepEqual(sum([times(mug, 2), mug], 'EUR'), { amount: 2970, currency: 'EUR' })
  assert.deepEqual(sum([], 'EUR'), { amount: 0, currency: 'EUR' })
  assert.throws(() => sum([{ amount: 1, currency: 'GBP' }], 'EUR'), /cannot add GBP to EUR/)
})

test('only what is in stock is available', () => {
  assert.equal(bySku(catalogue, 'sencha')?.stock, 0)
  assert.equal(
    available(catalogue).some(({ sku }) => sku === 'sencha'),
    false,
  )
  assert.equal(bySku(catalogue, 'nothing'), undefined)
})
