import { GITHUB_ROOT } from '@ci-kit/attestation/trust/embedded/github-root'
import { instancesOf } from '@ci-kit/attestation/trust/instance'
import { pastValidity } from '@ci-kit/attestation/trust/validity'
import { describe, expect, test } from '@jest/globals'

const at = (day: string) => new Date(`${day}T00:00:00Z`)

describe('a trusted root of which nothing is valid any more', () => {
  const until = (...ends: (string | undefined)[]) => ({
    certificateAuthorities: ends.map((end) => ({ validFor: end === undefined ? {} : { end } })),
  })

  test.each([
    ['one of two is open', until('2020-01-01T00:00:00Z', undefined), undefined],
    ['one of two is still valid', until('2020-01-01T00:00:00Z', '2030-01-01T00:00:00Z'), undefined],
    ['there is none', { certificateAuthorities: [] }, undefined],
    ['they are no list', { certificateAuthorities: 'x' }, undefined],
    [
      'both are over',
      until('2020-01-01T00:00:00Z', '2021-02-03T00:00:00Z'),
      /the last since 2021-02-03/,
    ],
  ])('is told, when %s', (_name, root, says) => {
    const said = pastValidity(root, at('2026-11-21'))
    if (says === undefined) expect(said).toBeUndefined()
    else expect(said).toMatch(says)
  })

  test('is told by the end of its certificates where the root says no end', () => {
    expect(pastValidity(GITHUB_ROOT, at('2027-06-01'))).toBeUndefined()
    expect(pastValidity(GITHUB_ROOT, at('2027-07-01'))).toMatch(/since 2027-06-12.*get a newer one/)
  })
})

describe('the instances of a GitHub server', () => {
  test.each([
    ['https://github.com', ['public', 'github']],
    ['https://github.example.org', ['public']],
    ['https://notghe.com', ['public']],
    ['', ['public']],
  ])('%s: %j', (server, instances) => {
    expect(instancesOf(server)).toEqual(instances)
  })

  test('are not known for a tenant of GHE.com', () => {
    expect(() => instancesOf('https://octo.ghe.com')).toThrow(
      /octo\.ghe\.com signs with a Sigstore of its own.*trusted-root.*gh attestation trusted-root --hostname octo\.ghe\.com/,
    )
  })
})
