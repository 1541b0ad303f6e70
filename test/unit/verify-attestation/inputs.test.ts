import { parseInputs } from '@ci-kit/verify-attestation/inputs'
import { describe, expect, test } from '@jest/globals'
import { IMAGE, parsed, readerOf } from './given.ts'

const DIGEST = `sha256:${'a'.repeat(64)}`

test('an image alone is enough, and the rest has its defaults', () => {
  const { mode, evidence, trust, summary, vsa, policy, subjects } = parsed(IMAGE)
  expect({ mode, evidence, trust, summary, vsa, policy }).toEqual({
    mode: 'enforce',
    evidence: { places: 'auto', bundlePaths: [] },
    trust: { sigstore: 'auto', trustedRoots: [], refresh: 'auto' },
    summary: true,
    vsa: undefined,
    policy: { document: undefined, members: {} },
  })
  expect(subjects.platforms).toBe('all')
  expect(subjects.images.map(({ reference }) => reference.tag)).toEqual(['1'])
})

test('images are read line by line, each once, with the tag latest where none is written', () => {
  const images = '# comment\nbusybox\n\n docker.io/library/busybox:latest \nghcr.io/a/b:1\n'
  const { subjects } = parsed({ images })
  expect(subjects.images.map(({ reference }) => reference.repository)).toEqual([
    'library/busybox',
    'a/b',
  ])
})

test('secrets are masked before anything else is looked at', () => {
  const masked: string[] = []
  const given = { password: 'p4ssw0rd', 'github-token': 't0ken', mode: 'nonsense', ...IMAGE }
  expect(() => parseInputs(readerOf(given, (secret) => void masked.push(secret)))).toThrow('mode')
  expect(masked.toSorted()).toEqual(['p4ssw0rd', 't0ken'])
})

test('single inputs become members of a policy by the same names', () => {
  const { policy } = parsed({
    ...IMAGE,
    'signer-workflow': 'one\n two \n',
    'predicate-types': 'provenance, sbom\nvulns',
    'hosted-runner-only': 'FALSE',
    'source-ref': ' refs/heads/main ',
  })
  expect(policy.members).toEqual({
    'signer-workflow': ['one', 'two'],
    'predicate-types': ['provenance', 'sbom', 'vulns'],
    'hosted-runner-only': false,
    'source-ref': 'refs/heads/main',
  })
})

test.each([
  ['policy.yml', 'file'],
  ['a folder/policy.json', 'file'],
  ['signer-workflow: org/app', 'inline'],
  ['{"signer-workflow": "org/app"}', 'inline'],
  ['max-age:\n  30d', 'inline'],
])('the policy %j is a %s', (policy, kind) => {
  expect(parsed({ ...IMAGE, policy }).policy.document?.kind).toBe(kind)
})

test.each([
  ['false', undefined],
  ['', undefined],
  ['true', 'temp'],
  ['out/vsa.json', { path: 'out/vsa.json' }],
])('vsa %j is %j', (vsa, place) => {
  expect(parsed({ ...IMAGE, vsa }).vsa).toEqual(place)
})

describe('a mistake is named with its input, its value and what to do', () => {
  const path = { 'subject-path': 'a.tgz' }
  test.each<[Record<string, string>, readonly string[]]>([
    [{}, ["'images:", 'subject-path', 'subject-digest']],
    [{ images: 'ghcr.io/Org/app' }, ["Input 'images', line 1", 'ghcr.io/org/app']],
    [{ images: '\nok\nno good' }, ["Input 'images', line 3", 'no good', 'white space']],
    [{ 'subject-digest': 'sha256:abc' }, ["Input 'subject-digest'", 'sha256:abc', '64']],
    [{ ...path, platforms: 'index' }, ["Input 'platforms'", "'images'"]],
    [{ ...IMAGE, platforms: 'all,linux/amd64' }, ["Input 'platforms'", "'all'", 'alone']],
    [{ ...IMAGE, platforms: 'linux' }, ["Input 'platforms'", "'linux'", 'linux/amd64']],
    [{ ...IMAGE, evidence: 'rekor' }, ["Input 'evidence'", "'rekor'", "'registry'"]],
    [{ ...IMAGE, evidence: 'auto,github' }, ["Input 'evidence'", "'auto'", 'alone']],
    [{ ...IMAGE, evidence: 'files' }, ["'files'", 'bundle-path']],
    [{ ...IMAGE, evidence: 'registry', 'bundle-path': 'b' }, ["'bundle-path'", "'evidence'"]],
    [{ ...path, evidence: 'registry' }, ["Input 'evidence'", "'github'", 'bundle-path']],
    [{ ...path, evidence: 'registry,github' }, ["'registry'", "'images'"]],
    [{ ...IMAGE, mode: 'off' }, ["Input 'mode'", "'off'", "'enforce', 'warn'"]],
    [{ ...IMAGE, sigstore: 'mine' }, ["Input 'sigstore'", "'mine'", "'public'"]],
    [{ ...IMAGE, refresh: 'yes' }, ["Input 'refresh'", "'yes'", "'never'"]],
    [{ ...IMAGE, 'trusted-root': 'r', sigstore: 'github' }, ["'trusted-root'", "'github'"]],
    [{ ...IMAGE, 'trusted-root': 'r', refresh: 'always' }, ["'trusted-root'", "'always'"]],
    [{ ...IMAGE, summary: 'maybe' }, ["Input 'summary'", "'maybe'", "'true'"]],
    [{ ...IMAGE, 'hosted-runner-only': 'no' }, ["Input 'hosted-runner-only'", "'no'"]],
  ])('%j', (given, words) => {
    for (const word of words) expect(() => parsed(given)).toThrow(word)
  })

  test('and too many of something are refused', () => {
    const images = Array.from({ length: 101 }, (_, at) => `ghcr.io/org/app:${at}`).join('\n')
    expect(() => parsed({ images })).toThrow("Input 'images' names 101 images, 100 are allowed")
    const digests = Array.from({ length: 1_025 }, (_, at) =>
      DIGEST.replace(/a{4}$/, String(at).padStart(4, '0')),
    )
    expect(() => parsed({ 'subject-digest': digests.join('\n') })).toThrow('1025 digests')
  })
})
