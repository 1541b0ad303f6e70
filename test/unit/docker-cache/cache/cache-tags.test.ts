import { cacheTag, mountTag, stageTag } from '@ci-kit/docker-cache/cache/cache-tags'
import { platformSuffix } from '@ci-kit/docker-cache/cache/platform-suffix'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { codePoint } from '../../../fakes/code-point.ts'

describe('the suffix of', () => {
  test.each([
    [[], ''],
    [['linux/amd64', 'linux/arm64'], ''],
    [['linux/amd64'], '-linux-amd64'],
    [['linux/amd64/v1'], '-linux-amd64'],
    [['linux/amd64/v3'], '-linux-amd64-v3'],
    [['amd64'], '-linux-amd64'],
    [['linux/x86_64'], '-linux-amd64'],
    [['aarch64'], '-linux-arm64'],
    [['linux/arm64/v8'], '-linux-arm64'],
    [['linux/arm'], '-linux-arm-v7'],
    [['linux/arm/v7'], '-linux-arm-v7'],
    [['linux/arm/v6'], '-linux-arm-v6'],
    [['armel'], '-linux-arm-v6'],
    [['riscv64'], '-linux-riscv64'],
    [['wasip1/wasm'], '-wasip1-wasm'],
    [['windows/amd64'], '-windows-amd64'],
  ])('%j is %j', (platforms, suffix) => {
    expect(platformSuffix(platforms)).toBe(suffix)
  })
})

describe('tags', () => {
  test.each(['feat-linux-arm64', 'x-linux-arm-v6', 'windows-amd64-windows-amd64'])(
    'of a scope that ends like a platform are hashed: %s',
    (scope) => {
      expect(cacheTag(scope)).toMatch(/-[0-9a-f]{8}$/)
      expect(stageTag(scope, undefined)).toMatch(/-[0-9a-f]{8}$/)
    },
  )

  test('of other scopes are the scope', () => {
    expect(cacheTag('main', '-linux-arm64')).toBe('cache-main-linux-arm64')
    expect(cacheTag('fix-linux')).toBe('cache-fix-linux')
    expect(stageTag('main', undefined, '-linux-arm64')).toBe('builder-cache-main-linux-arm64')
  })

  test('differ for all scopes, stages and platforms, and are never too long', () => {
    const suffixes = fc.constantFrom('', '-linux-amd64', '-linux-arm', '-linux-arm-v6')
    const scopes = fc.oneof(
      fc.stringMatching(/^[ab]{1,2}(-b|-linux-arm|-linux-amd64|-v6){0,3}$/),
      fc.stringMatching(/^a{105,125}$/),
    )
    const targets = fc.constantFrom(undefined, 'a', 'b', 'b-b', 'a-b', 'linux-arm')
    const parts = fc.tuple(scopes, targets, suffixes)
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other))
        const [tag, second] = [one, other].map((from) => stageTag(...from))
        // The form for one target and that for several do not occur in one workflow.
        if ((one[1] === undefined) === (other[1] === undefined)) expect(tag).not.toBe(second)
        expect(tag?.length).toBeLessThanOrEqual(128)
        expect(tag).toMatch(/^builder-cache-[A-Za-z0-9._-]+$/)
        if (one[1] === undefined && other[1] === undefined)
          expect(cacheTag(one[0], one[2])).not.toBe(cacheTag(other[0], other[2]))
      }),
    )
  })

  test('of mounts tell scope and id apart, and show neither quotes nor paths', () => {
    expect(mountTag('main', '/root/.npm')).toMatch(/^mount-cache-main-root-.npm-[0-9a-f]{8}$/)
    expect(mountTag('main', 'a b')).not.toBe(mountTag('main a', 'b'))
    fc.assert(
      fc.property(fc.string({ unit: codePoint }), fc.string({ unit: codePoint }), (scope, id) => {
        expect(mountTag(scope, id)).toMatch(/^mount-cache-[A-Za-z0-9._-]{1,116}$/)
      }),
    )
  })
})
