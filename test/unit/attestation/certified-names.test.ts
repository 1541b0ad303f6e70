import { certifiedNames } from '@ci-kit/attestation/verify/certified-names'
import { expect, test } from '@jest/globals'

const at = (ref: string) => `https://github.com/org/app/.github/workflows/ci.yml@refs/${ref}`

test.each<[string, readonly string[]]>([
  ['heads/main', []],
  ['heads/feature/a_b.c-d(1)', []],
  ['tags/v1.0+5', ['tags/v1.0&#43;5']],
  ['heads/a&b', ['heads/a&amp;b']],
  ['heads/größe', ['heads/gr%C3%B6%C3%9Fe']],
  ['heads/ü(1)', ['heads/%C3%BC%281%29']],
  ['heads/ü+', ['heads/%C3%BC+', 'heads/ü&#43;', 'heads/%C3%BC&#43;']],
])('%s', (ref, others) => {
  expect(certifiedNames(at(ref))).toEqual([at(ref), ...others.map(at)])
})

test('what is no Unicode text is no error', () => {
  expect(certifiedNames('a\ud800')[0]).toBe('a\ud800')
})
