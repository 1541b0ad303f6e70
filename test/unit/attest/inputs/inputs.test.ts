import { describe, expect, test } from '@jest/globals'
import { expectRefused, type Given, inputsOf, parse } from './parsed.ts'

test('inputs have the defaults of the manifest', () => {
  expect(inputsOf({ 'github-token': 't0ken' })).toEqual({
    githubToken: 't0ken',
    username: '',
    password: '',
    subjects: { kind: 'images', lines: ['ghcr.io/org/app:1'], platforms: 'all' },
    said: {
      provenance: true,
      scanResults: '',
      sbomFormats: 'auto',
      sboms: [],
      scans: [],
      openvex: '',
      custom: undefined,
    },
    sigstore: { kind: 'auto' },
    trustedRoots: [],
    onLogOutage: 'fail',
    store: { stores: 'auto', pushToRegistry: undefined },
    artifactName: undefined,
    outputDir: undefined,
    reuse: true,
    policy: '',
    onFork: 'skip',
    showSummary: true,
  })
})

test('empty inputs, as expressions leave them, mean the defaults', () => {
  const empty = Object.fromEntries(
    ['platforms', 'provenance', 'sbom-format', 'sigstore', 'on-log-outage', 'store', 'reuse'].map(
      (name) => [name, ''],
    ),
  )
  expect(inputsOf({ ...empty, 'on-fork': '', 'show-summary': '' })).toEqual(inputsOf())
})

test('secrets are masked before anything is refused', () => {
  const { inputs, masked } = parse({ 'github-token': 't0ken', password: 'pa55', reuse: 'perhaps' })
  expect(inputs).toThrow("'perhaps'")
  expect(masked).toEqual(['t0ken', 'pa55'])
})

describe('what is attested', () => {
  test('a digest with its name', () => {
    const given = { images: '', 'subject-name': 'ghcr.io/org/app', 'subject-digest': 'sha256:aa' }
    expect(inputsOf({ ...given, platforms: 'none' }).subjects).toEqual({
      kind: 'digest',
      name: 'ghcr.io/org/app',
      digest: 'sha256:aa',
      platforms: 'none',
    })
  })

  test('files, by lines and commas', () => {
    const given = { images: '', 'subject-path': 'dist/*.tgz, a.bin\nb.bin', 'subject-name': 'all' }
    expect(inputsOf(given).subjects).toEqual({
      kind: 'files',
      patterns: ['dist/*.tgz', 'a.bin', 'b.bin'],
      name: 'all',
    })
  })

  test('checksums keep their white space', () => {
    const text = `${'a'.repeat(64)}  app.tgz\n`
    expect(inputsOf({ images: '', 'subject-checksums': text }).subjects).toEqual({
      kind: 'checksums',
      text,
    })
  })

  test.each<[string, Given, readonly string[]]>([
    ['nothing', { images: '' }, ['No input says what', 'images:']],
    ['two ways', { 'subject-path': 'a' }, ["'images' and 'subject-path'", 'Use one of them']],
    [
      'a digest without a name',
      { images: '', 'subject-digest': 'sha256:aa' },
      ["'subject-digest'", "'subject-name'"],
    ],
    ['a name that goes nowhere', { 'subject-name': 'x' }, ["'subject-name'", 'names already']],
    ['an unknown word for platforms', { platforms: 'some' }, ["'platforms'", "'some'", "'all'"]],
  ])('%s is refused', (_what, given, words) => expectRefused(given, ...words))
})

describe('what is said', () => {
  test.each<[Given, boolean]>([
    [{}, true],
    [{ 'sbom-path': 'a.json' }, false],
    [{ 'scan-results': '[]' }, false],
    [{ 'openvex-path': 'a.json' }, false],
    [{ 'vulns-path': 'a.json' }, false],
    [{ 'predicate-type': 'https://example.com/x', predicate: '{}' }, false],
    [{ 'sbom-path': 'a.json', provenance: 'true' }, true],
    [{ 'sbom-path': 'a.json', provenance: 'false' }, false],
  ])('%j signs provenance: %s', (given, provenance) => {
    expect(inputsOf(given).said.provenance).toBe(provenance)
  })

  test.each<[string, unknown]>([
    ['auto', 'auto'],
    ['spdx', ['spdx']],
    ['cyclonedx', ['cyclonedx']],
    ['all', ['spdx', 'cyclonedx']],
    ['none', []],
  ])('sbom-format %s', (word, formats) => {
    expect(inputsOf({ 'sbom-format': word }).said.sbomFormats).toEqual(formats)
  })

  test.each<[string, Given, readonly string[]]>([
    ['nothing to sign', { provenance: 'false' }, ["'provenance' is 'false'", 'sbom-path']],
    ['a predicate without a type', { predicate: '{}' }, ["'predicate'", "'predicate-type'"]],
    [
      'a predicate file without a type',
      { 'predicate-path': 'a' },
      ["'predicate-path'", "'predicate-type'"],
    ],
    [
      'a type without a predicate',
      { 'predicate-type': 'https://example.com/x' },
      ["'predicate-type'", "'predicate-path'"],
    ],
    [
      'two predicates',
      { 'predicate-type': 'https://example.com/x', predicate: '{}', 'predicate-path': 'a' },
      ['both set'],
    ],
    [
      'a type that is no URI',
      { 'predicate-type': 'review', predicate: '{}' },
      ["'predicate-type'", "'review'", 'https://'],
    ],
    ['an unknown format', { 'sbom-format': 'syft' }, ["'sbom-format'", "'syft'"]],
    ['an unknown word for provenance', { provenance: 'yes' }, ["'provenance'", "'yes'"]],
  ])('%s is refused', (_what, given, words) => expectRefused(given, ...words))
})

describe('where it goes', () => {
  test.each<[Given, unknown]>([
    [{ store: 'auto' }, { stores: 'auto', pushToRegistry: undefined }],
    [{ store: 'github' }, { stores: ['github'], pushToRegistry: undefined }],
    [
      { store: 'registry, github\nregistry' },
      { stores: ['registry', 'github'], pushToRegistry: undefined },
    ],
    [{ 'push-to-registry': 'false' }, { stores: 'auto', pushToRegistry: false }],
    [
      { store: 'registry', 'push-to-registry': 'True' },
      { stores: ['registry'], pushToRegistry: true },
    ],
  ])('%j', (given, expected) => expect(inputsOf(given).store).toEqual(expected))

  test.each<[string, Given, readonly string[]]>([
    ['an unknown store', { store: 's3' }, ["'store'", "'s3'", 'artifact']],
    ['auto with others', { store: 'auto,github' }, ["'auto' next to other words"]],
    [
      'a contradiction',
      { store: 'github', 'push-to-registry': 'true' },
      ["'push-to-registry' is 'true'", "'github'"],
    ],
    ['another word', { 'push-to-registry': 'yes' }, ["'push-to-registry'", "'yes'"]],
  ])('%s is refused', (_what, given, words) => expectRefused(given, ...words))
})

describe('who signs for it', () => {
  test('an instance of its own needs a trusted root', () => {
    expectRefused({ sigstore: 'signing.json' }, "'sigstore'", "'trusted-root'")
    const own = inputsOf({ sigstore: 'signing.json', 'trusted-root': 'a.json\nb.json' })
    expect(own.sigstore).toEqual({ kind: 'config', path: 'signing.json' })
    expect(own.trustedRoots).toEqual(['a.json', 'b.json'])
  })

  test.each(['public', 'github', 'auto'] as const)('%s by name', (kind) => {
    expect(inputsOf({ sigstore: kind }).sigstore).toEqual({ kind })
  })

  test.each<[Given, readonly string[]]>([
    [{ sigstore: 'publik' }, ["'sigstore'", "'publik'", "'public'", './signing_config.json']],
    [{ 'on-log-outage': 'go' }, ["'on-log-outage'", "'go'", "'timestamp'"]],
    [{ 'on-fork': 'sign' }, ["'on-fork'", "'sign'", "'skip'"]],
  ])('%j is refused', (given, words) => expectRefused(given, ...words))
})
