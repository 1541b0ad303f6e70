import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, test } from 'node:test'
import { shopServer } from '../src/server.ts'

const server = shopServer()
let address = ''

before(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bound = server.address()
  address = `http://127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}`
})
after(() => server.close())

const order = (body: string) => fetch(`${address}/orders`, { method: 'POST', body })

test('it is healthy', async () => {
  assert.equal((await fetch(`${address}/healthz`)).status, 200)
})

test('it lists what is in stock, and shows one article', async () => {
  const products: { sku: string }[] = await (await fetch(`${address}/products`)).json()
  assert.deepEqual(
    products.map(({ sku }) => sku),
    ['kettle', 'teapot', 'mug'],
  )
  const sencha = await (await fetch(`${address}/products/sencha`)).json()
  assert.equal(sencha.price.amount, 1275)
  assert.equal((await fetch(`${address}/products/coffee`)).status, 404)
})

test('it prices an order', async () => {
  const lines = [
    { sku: 'mug', quantity: 2 },
    { sku: 'teapot', quantity: 1 },
  ]
  const response = await order(JSON.stringify({ lines }))
  assert.equal(response.status, 201)
  assert.deepEqual((await response.json()).total, { amount: 4830, currency: 'EUR' })
})

for (const [body, error] of [
  ['{', 'the order is no JSON'],
  ['{}', 'an order needs lines'],
  ['{"lines":[{"sku":"mug","quantity":0}]}', 'the quantity of mug is no positive whole number'],
  ['{"lines":[{"sku":"coffee","quantity":1}]}', 'there is no coffee'],
  ['{"lines":[{"sku":"teapot","quantity":5}]}', 'only 4 of teapot in stock'],
] as const) {
  test(`it refuses ${body}`, async () => {
    const response = await order(body)
    assert.equal(response.status, 422)
    assert.deepEqual(await response.json(), { error })
  })
}
