import { parseSigningConfig } from '@ci-kit/attestation/sign/signing-config'
import { UserError } from '@ci-kit/core/errors'
import { describe, expect, test } from '@jest/globals'
import { bytesOf, config, NOW, service } from './signing-configs.ts'

const parse = (more: Record<string, unknown> = {}) => parseSigningConfig(bytesOf(config(more)), NOW)
const messageFor = (bytes: Uint8Array): string => {
  try {
    parseSigningConfig(bytes, NOW)
  } catch (thrown) {
    if (thrown instanceof UserError) return thrown.message
    throw thrown
  }
  return 'it was accepted'
}

describe('the services of a signing config', () => {
  test('are those that it names', () => {
    expect(parse()).toEqual({
      name: 'the Sigstore at fulcio.test',
      fulcio: new URL('https://fulcio.test'),
      logs: [{ url: new URL('https://log.test'), version: 2 }],
      timestampAuthorities: [new URL('https://time.test/api/v1/timestamp')],
      timestamps: 'always',
    })
  })

  test('need no log where a timestamp authority is named', () => {
    const instance = parse({ rekorTlogUrls: [], rekorTlogConfig: undefined })
    expect(instance.logs).toEqual([])
    expect(instance.timestampAuthorities).toHaveLength(1)
  })

  test('need no timestamp authority where a log of version 1 is named', () => {
    const rekorTlogUrls = [service('https://log.test')]
    const instance = parse({
      rekorTlogUrls,
      tsaUrls: [],
      tsaConfig: undefined,
    })
    expect(instance.logs).toEqual([{ url: new URL('https://log.test'), version: 1 }])
  })
})

const at = (start: string, end?: string) => ({ validFor: { start, ...(end && { end }) } })
const hosts = (more: Record<string, unknown>) => parse(more).logs.map(({ url }) => url.host)

describe('of several services', () => {
  test.each([
    [
      'the newest',
      [
        ['old', at('2026-01-01T00:00:00Z')],
        ['new', at('2026-05-01T00:00:00Z')],
      ],
      'new',
    ],
    [
      'none of the future',
      [
        ['now', at('2026-01-01T00:00:00Z')],
        ['next', at('2026-07-01T00:00:00Z')],
      ],
      'now',
    ],
    [
      'none of the past',
      [
        ['now', at('2026-01-01T00:00:00Z')],
        ['past', at('2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z')],
      ],
      'now',
    ],
    ['one on its last second', [['last', at('2026-02-01T00:00:00Z', NOW.toISOString())]], 'last'],
    [
      'the higher version, though older',
      [
        ['two', { majorApiVersion: 2 }],
        ['one', at('2026-05-01T00:00:00Z')],
      ],
      'two',
    ],
    [
      'a known version',
      [
        ['three', { majorApiVersion: 3 }],
        ['one', {}],
      ],
      'one',
    ],
    [
      'the first of equals',
      [
        ['first', {}],
        ['second', {}],
      ],
      'first',
    ],
  ] as const)('%s is taken', (_, listed, expected) => {
    const rekorTlogUrls = listed.map(([name, more]) => service(`https://${name}.test`, more))
    expect(hosts({ rekorTlogUrls })).toEqual([`${expected}.test`])
  })

  const three = ['a', 'b', 'a'].map((operator, index) =>
    service(`https://log${index}.test`, { operator, majorApiVersion: 2 }),
  )
  test.each([
    [{ selector: 'ANY' }, ['log0.test']],
    [{ selector: 'ALL' }, ['log0.test', 'log1.test']],
    [{ selector: 'EXACT', count: 2 }, ['log0.test', 'log1.test']],
    [{ selector: 'EXACT', count: 1 }, ['log0.test']],
  ])('%j takes one of each operator at most', (rekorTlogConfig, expected) => {
    expect(hosts({ rekorTlogUrls: three, rekorTlogConfig })).toEqual(expected)
  })
})

describe('refused with a reason', () => {
  const long = service('https://log.test', { majorApiVersion: 2 })
  test.each([
    [
      'version 0.1',
      { mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.1+json' },
      'signingconfig.v0.1+json", expected "application/vnd.dev.sigstore.signingconfig.v0.2+json"',
    ],
    ['no media type', { mediaType: undefined }, 'its mediaType is undefined'],
    ['no authority', { caUrls: [] }, 'caUrls names no certificate authority'],
    [
      'an authority of another version',
      { caUrls: [service('https://f.test', { majorApiVersion: 2 })] },
      'no service of caUrls in the signing config is valid now (2026-06-01T00:00:00.000Z) and of version 1: f.test (version 2',
    ],
    [
      'an authority that is over',
      { caUrls: [service('https://f.test', at('2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'))] },
      'to 2026-02-01T00:00:00.000Z). Renew the signing config',
    ],
    ['services that are no list', { tsaUrls: {} }, 'tsaUrls has to be a list'],
    [
      'too many services',
      { tsaUrls: Array.from({ length: 101 }, () => long) },
      'at most 100 services',
    ],
    ['a service that is no object', { tsaUrls: ['https://x.test'] }, 'tsaUrls[0] is no object'],
    [
      'plain http',
      { caUrls: [service('http://fulcio.test')] },
      'caUrls[0].url is "http://fulcio.test", expected an https URL',
    ],
    ['a login in the URL', { caUrls: [service('https://me:pw@fulcio.test')] }, 'caUrls[0].url'],
    ['no URL', { caUrls: [service('fulcio')] }, 'caUrls[0].url is "fulcio"'],
    [
      'no version',
      { caUrls: [{ ...long, majorApiVersion: '1' }] },
      'caUrls[0].majorApiVersion is "1", expected a whole number',
    ],
    [
      'a time that is none',
      { caUrls: [service('https://f.test', at('yesterday'))] },
      'caUrls[0].validFor.start is "yesterday"',
    ],
    [
      'an unknown selector',
      { tsaConfig: { selector: 'MOST' } },
      'tsaConfig.selector is "MOST". Possible values: ANY, ALL, EXACT',
    ],
    ['no selector for what is listed', { tsaConfig: undefined }, 'tsaConfig.selector is undefined'],
    ['EXACT without a count', { tsaConfig: { selector: 'EXACT' } }, 'tsaConfig.count is undefined'],
    ['EXACT 0', { tsaConfig: { selector: 'EXACT', count: 0 } }, 'tsaConfig.count is 0'],
    [
      'more than there are',
      { rekorTlogConfig: { selector: 'EXACT', count: 2 } },
      'asks for 2 services of rekorTlogUrls, and 1 of different operators are valid now',
    ],
    [
      'EXACT of nothing',
      { tsaUrls: [], tsaConfig: { selector: 'EXACT', count: 1 } },
      'asks for 1 services of tsaUrls, and 0',
    ],
    ['no proof of time at all', { rekorTlogUrls: [], tsaUrls: [] }, 'nothing proves the time'],
    ['a log that tells no time, alone', { tsaUrls: [] }, 'Rekor of version 2 tells no time'],
  ])('%s', (_, more, expected) => {
    expect(messageFor(bytesOf(config(more)))).toContain(expected)
  })

  test.each(['', '[]', '{', 'fulcio.sigstore.dev'])('the text %j', (text) => {
    expect(messageFor(Buffer.from(text))).toMatch(
      /^sigstore: .* is no JSON object\. Give a signing_config\.json/,
    )
  })
})
