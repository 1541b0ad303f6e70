import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkout } from '@ci-kit/pipeline-plan/adapters/checkout'
import { afterAll, describe, expect, test } from '@jest/globals'

const base = mkdtempSync(join(tmpdir(), 'checkout-'))
const root = join(base, 'shop')
mkdirSync(join(root, 'services/api'), { recursive: true })
writeFileSync(join(root, 'services/api/Dockerfile'), '')
mkdirSync(join(base, 'shop-keys'))
writeFileSync(join(base, 'shop-keys/file'), '')
symlinkSync('services/api', join(root, 'inside'))
symlinkSync('../shop-keys', join(root, 'outside'))
symlinkSync(join(base, 'shop-keys/file'), join(root, 'file-outside'))
symlinkSync('outside', join(root, 'outside-by-two'))
symlinkSync('nowhere', join(root, 'nowhere'))
symlinkSync('shop', join(base, 'link-to-shop'))
afterAll(() => rmSync(base, { recursive: true }))

describe.each(['shop', 'link-to-shop'])('of the checkout in %s', (name) => {
  test.each([
    ['.', 'folder'],
    ['services/api', 'folder'],
    ['services/api/Dockerfile', 'file'],
    ['inside', 'folder'],
    ['inside/Dockerfile', 'file'],
    ['services/apo', undefined],
    ['nowhere', undefined],
    ['outside', undefined],
    ['outside/file', undefined],
    ['file-outside', undefined],
    ['outside-by-two', undefined],
    ['..', undefined],
    ['../shop-keys', undefined],
    ['/', undefined],
  ])('%s is a %s', (path, kind) => {
    expect(checkout(join(base, name)).kindOf(path)).toBe(kind)
  })
})
