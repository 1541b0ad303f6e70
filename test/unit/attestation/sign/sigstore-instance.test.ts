import { chooseInstance, wordForVisibility } from '@ci-kit/attestation/sign/sigstore-instance'
import { describe, expect, test } from '@jest/globals'

describe('the instance of a word', () => {
  test('public is the one of sigstore.dev, whatever the server', () => {
    const { fulcio, logs, timestampAuthorities } = chooseInstance('public', 'https://ghes.example')
    expect(fulcio.href).toBe('https://fulcio.sigstore.dev/')
    expect(logs.map(({ url, version }) => [url.host, version])).toEqual([['rekor.sigstore.dev', 1]])
    expect(timestampAuthorities.map(String)).toEqual([
      'https://timestamp.sigstore.dev/api/v1/timestamp',
    ])
  })

  test.each([
    ['https://github.com', 'githubapp.com'],
    ['https://github.com/', 'githubapp.com'],
    ['https://octo.ghe.com', 'octo.ghe.com'],
  ])('github on %s is at %s', (serverUrl, domain) => {
    const { fulcio, logs, timestampAuthorities } = chooseInstance('github', serverUrl)
    expect(fulcio.host).toBe(`fulcio.${domain}`)
    expect(logs).toEqual([])
    expect(timestampAuthorities.map(String)).toEqual([
      `https://timestamp.${domain}/api/v1/timestamp`,
    ])
  })

  test.each([
    'https://ghes.example',
    'https://github.com.evil.example',
    'https://evil.example/.ghe.com',
    'https://a.b.ghe.com',
    'https://notghe.com',
    '',
  ])('github on %j does not exist', (serverUrl) => {
    expect(() => chooseInstance('github', serverUrl)).toThrow(
      /^sigstore: github .* does not have; .* Give the path of a signing config/,
    )
  })
})

describe('auto', () => {
  test.each([
    ['public', 'public'],
    ['private', 'github'],
    ['internal', 'github'],
    ['Public', 'github'],
    [undefined, 'github'],
  ])('%s repositories go to %s', (visibility, word) => {
    expect(wordForVisibility(visibility)).toBe(word)
  })
})
