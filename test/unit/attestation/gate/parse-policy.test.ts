import { policyIn, policyOf } from '@ci-kit/attestation/gate/parse-policy'
import { parseYaml } from '@ci-kit/core/yaml'
import { describe, expect, test } from '@jest/globals'
import { ISSUER, messageOfThrown, PLACE, WORKFLOW } from './samples.ts'

const SIGNER = { 'signer-workflow': 'org/app/.github/workflows/release.yml@refs/heads/main' }
const SERVER = 'https://ghe.example.com'

describe('a policy', () => {
  test('needs a signer, and is strict in all else', () => {
    expect(policyOf(SIGNER, PLACE)).toEqual({
      signers: [{ issuer: ISSUER, identity: WORKFLOW }],
      sourceRepository: 'https://github.com/org/app',
      hostedRunnerOnly: true,
      predicates: [{ name: 'provenance', types: ['https://slsa.dev/provenance/v1'] }],
      otherStatements: 'refuse',
      transparencyLog: 'required',
    })
  })

  test('is read from YAML with all its members', () => {
    const text = [
      'signer-workflow: [https://github.com/org/pipelines/.github/workflows/build.yml@refs/tags/v1]',
      'signer-identity: https://gitlab.example.com/ci',
      'source-repository: org/app',
      'source-ref: refs/tags/*',
      'environment: Production EU',
      'hosted-runner-only: false',
      'predicate-types: [provenance, sbom, https://example.com/review/v1]',
      'max-age: 30d',
      'deny-open: high',
      'other-statements: ignore',
      'transparency-log: optional',
    ].join('\n')
    const policy = policyOf(parseYaml(text, 'policy'), PLACE)
    expect(policy).toMatchObject({
      signers: [
        { identity: 'https://github.com/org/pipelines/.github/workflows/build.yml@refs/tags/v1' },
        { identity: 'https://gitlab.example.com/ci' },
      ],
      sourceRepository: 'https://github.com/org/app',
      sourceRef: 'refs/tags/*',
      environment: 'Production EU',
      hostedRunnerOnly: false,
      maxAgeMs: 30 * 86_400_000,
      denyOpen: 'high',
      otherStatements: 'ignore',
      transparencyLog: 'optional',
    })
    expect(policy.predicates.map(({ name }) => name)).toEqual([
      'provenance',
      'sbom',
      'https://example.com/review/v1',
      'vulns',
    ])
    expect(policy.predicates[1]?.types).toContain('https://cyclonedx.org/bom')
  })

  test('takes the texts of inputs', () => {
    expect(policyOf({ ...SIGNER, 'hosted-runner-only': 'false' }, PLACE).hostedRunnerOnly).toBe(
      false,
    )
  })

  test('belongs to a server of its own', () => {
    const place = policyIn('policy', `${SERVER}/`)
    const { signers, sourceRepository } = policyOf(SIGNER, place)
    expect(signers[0].identity).toBe(
      `${SERVER}/org/app/.github/workflows/release.yml@refs/heads/main`,
    )
    expect(sourceRepository).toBe(`${SERVER}/org/app`)
  })

  test.each([
    ['org/app/.github/workflows/release.yml@refs/tags/v*'],
    ['org/app/.github/workflows/*.yml@refs/heads/main'],
    ['org/app/.github/workflows/release.yml@**'],
    [`org/app/.github/workflows/release.yml@${'a'.repeat(40)}`],
  ])('takes the workflow %s', (workflow) => {
    const { signers } = policyOf({ 'signer-workflow': workflow }, PLACE)
    expect(signers[0].identity).toBe(`https://github.com/${workflow}`)
  })

  test('means a workflow however its certificate spells it', () => {
    const of = (ref: string) =>
      policyOf({ 'signer-workflow': `org/app/.github/workflows/a.yml@${ref}` }, PLACE).signers.map(
        ({ identity }) => identity.split('@')[1],
      )
    expect(of('refs/tags/v1.0+5')).toEqual(['refs/tags/v1.0+5', 'refs/tags/v1.0&#43;5'])
    expect(of('refs/heads/größe')).toEqual(['refs/heads/größe', 'refs/heads/gr%C3%B6%C3%9Fe'])
    expect(of('refs/heads/main')).toEqual(['refs/heads/main'])
  })

  test('is about the repository in which all of its signers lie', () => {
    const document = { 'signer-identity': 'https://github.com/org/app/**' }
    expect(policyOf(document, PLACE).sourceRepository).toBe('https://github.com/org/app')
  })

  test('takes a pattern of repositories', () => {
    const policy = policyOf({ ...SIGNER, 'source-repository': 'org/*' }, PLACE)
    expect(policy.sourceRepository).toBe('https://github.com/org/*')
  })

  test('of a person asks for no runner', () => {
    const document = {
      'signer-identity': 'release@example.com',
      'signer-issuer': 'https://accounts.google.com',
      'hosted-runner-only': false,
    }
    const policy = policyOf(document, PLACE)
    expect(policy.signers).toEqual([
      { issuer: 'https://accounts.google.com', identity: 'release@example.com' },
    ])
    expect(policy.sourceRepository).toBeUndefined()
  })

  test('does not name a scan twice', () => {
    const policy = policyOf({ ...SIGNER, 'predicate-types': 'vulns', 'deny-open': 'low' }, PLACE)
    expect(policy.predicates.map(({ name }) => name)).toEqual(['vulns'])
  })

  test('is not blind to other types of scans when it names one', () => {
    const type = 'https://in-toto.io/attestation/vulns/v0.1'
    const policy = policyOf({ ...SIGNER, 'predicate-types': type, 'deny-open': 'low' }, PLACE)
    expect(policy.predicates.map(({ name }) => name)).toEqual([type, 'vulns'])
  })
})

describe('what is no policy', () => {
  test.each<[string, unknown, readonly string[]]>([
    ['nothing', undefined, ['policy: it is empty', 'signer-workflow: org/app']],
    ['a list', [], ['policy: it is a list']],
    ['a text', 'x', ['policy: it is the string x']],
    [
      'a member with a slip',
      { ...SIGNER, 'max-agee': '1d' },
      ['"max-agee" is not known', 'max-age'],
    ],
    ['a member by another name', { ...SIGNER, maxAge: '1d' }, ['"maxAge" is not known']],
    ['no signer', {}, ['policy: signer-workflow', 'anybody could', '@refs/heads/main']],
    ['no signers', { 'signer-workflow': [] }, ['signer-workflow', 'the list is empty']],
    ['an empty signer', { 'signer-workflow': ' ' }, ['signer-workflow', 'it is empty']],
    [
      'a signer that is null',
      { 'signer-workflow': null },
      ['signer-workflow: it is empty, expected a text'],
    ],
    ['a number', { ...SIGNER, 'max-age': 30 }, ['max-age: it is the number 30']],
    ['white space', { 'signer-workflow': ' a' }, ['signer-workflow: " a" has white space']],
    [
      'many signers',
      { 'signer-workflow': Array.from({ length: 21 }, (_none, at) => `${at}`) },
      ['21 entries, 20'],
    ],
  ])('is refused: %s', (_name, document, says) => {
    const message = messageOfThrown(() => policyOf(document, PLACE))
    for (const part of says) expect(message).toContain(part)
  })

  test.each<[string, readonly string[]]>([
    [
      'org/app/.github/workflows/release.yml',
      ['which branch or tag', 'release.yml@refs/heads/main'],
    ],
    ['org/app/.github/workflows/release.yml@main', ['ends with "main"', '@refs/heads/main']],
    ['org/app/.github/workflows/release.yml@*', ['ends with "*"', '@refs/heads/main']],
    ['release.yml@refs/heads/main', ['is no workflow', 'org/app/.github/workflows']],
    ['.github/workflows/release.yml@refs/heads/main', ['is no workflow']],
    ['github.com/org/app/.github/workflows/release.yml@refs/heads/main', ['is no workflow']],
    ['https://evil.test/org/app/.github/workflows/r.yml@refs/heads/main', ['is no workflow']],
    ['*/app/.github/workflows/release.yml@refs/heads/main', ['anybody could sign']],
    ['org/app/.github/workflows/**@refs/heads/main', ['** in front of the @', 'Write *']],
    ['org/app/.github/workflows/*@refs/*/*/*/*', ['5 wildcards, 4 are allowed']],
  ])('is refused: the workflow %s', (workflow, says) => {
    const message = messageOfThrown(() => policyOf({ 'signer-workflow': workflow }, PLACE))
    for (const part of ['policy: signer-workflow', `"`, ...says]) expect(message).toContain(part)
  })

  test.each<[string, object, readonly string[]]>([
    [
      'signer-identity',
      { 'signer-identity': 'a@b.example' },
      ['signer-issuer', 'accounts.google.com'],
    ],
    [
      'signer-identity',
      { 'signer-identity': 'https://github.com/org/app/**@refs/heads/main' },
      ['** in front of the @'],
    ],
    [
      'signer-identity',
      { 'signer-identity': 'https://github.com/org/**/release.yml' },
      ['** in front of the @ or of more text'],
    ],
    ['signer-identity', { 'signer-identity': 'https://github.com/**' }, ['anybody could sign']],
    ['signer-issuer', { ...SIGNER, 'signer-issuer': 'google' }, ['"google"', ISSUER]],
    ['signer-issuer', { ...SIGNER, 'signer-issuer': 'https://*' }, ['"https://*"']],
    [
      'source-repository',
      {
        'signer-workflow': [
          'org/a/.github/workflows/r.yml@refs/heads/main',
          'org/b/.github/workflows/r.yml@refs/heads/main',
        ],
      },
      ['left out', 'more than one repository', 'org/*'],
    ],
    [
      'source-repository',
      { 'signer-workflow': 'org/*/.github/workflows/r.yml@refs/heads/main' },
      ['left out'],
    ],
    [
      'source-repository',
      { 'signer-identity': 'https://github.com/org/**' },
      ['left out', 'whoever may call one of them could sign'],
    ],
    [
      'source-repository',
      { 'signer-identity': 'https://github.com/org/app*/**' },
      ['left out', 'more than one repository'],
    ],
    [
      'source-repository',
      { ...SIGNER, 'signer-identity': 'https://github.com/other/**' },
      ['left out', 'more than one repository'],
    ],
    ['source-repository', { ...SIGNER, 'source-repository': 'app' }, ['"app"', 'org/app']],
    ['source-repository', { ...SIGNER, 'source-repository': '*/app' }, ['"*/app"']],
    ['source-repository', { ...SIGNER, 'source-repository': 'org/app.git' }, ['"org/app.git"']],
    [
      'source-repository',
      { ...SIGNER, 'source-repository': 'https://gitlab.com/org/app' },
      ['no repository on https://github.com'],
    ],
    ['source-ref', { ...SIGNER, 'source-ref': 'main' }, ['"main"', 'refs/heads/main']],
    ['source-ref', { ...SIGNER, 'source-ref': 'refs/***' }, ['"refs/***"']],
    ['source-ref', { ...SIGNER, 'source-ref': 'refs/*a*b*c*d*' }, ['more than 4 wildcards']],
    ['environment', { ...SIGNER, environment: '' }, ['it is empty']],
    ['hosted-runner-only', { ...SIGNER, 'hosted-runner-only': 'yes' }, ['"yes" is neither true']],
    [
      'hosted-runner-only',
      { 'signer-identity': 'a@b.example', 'signer-issuer': 'https://accounts.google.com' },
      ['no signer is a workflow', 'hosted-runner-only: false'],
    ],
    ['predicate-types', { ...SIGNER, 'predicate-types': [] }, ['the list is empty']],
    ['predicate-types', { ...SIGNER, 'predicate-types': 'slsa' }, ['"slsa"', 'provenance', 'sbom']],
    ['predicate-types', { ...SIGNER, 'predicate-types': [['x']] }, ['it is a list']],
    ['max-age', { ...SIGNER, 'max-age': '30' }, ['"30"', '30d']],
    ['max-age', { ...SIGNER, 'max-age': '0d' }, ['"0d"']],
    ['max-age', { ...SIGNER, 'max-age': '-1d' }, ['"-1d"']],
    ['max-age', { ...SIGNER, 'max-age': '3651d' }, ['ten years']],
    ['max-age', { ...SIGNER, 'max-age': '999999w' }, ['ten years']],
    ['deny-open', { ...SIGNER, 'deny-open': 'CRITICAL' }, ['"CRITICAL"', 'critical, high']],
    ['deny-open', { ...SIGNER, 'deny-open': 'severe' }, ['"severe"', 'none']],
    ['other-statements', { ...SIGNER, 'other-statements': 'allow' }, ['"allow"', 'refuse, ignore']],
    ['transparency-log', { ...SIGNER, 'transparency-log': false }, ['the boolean false']],
  ])('is refused for its %s: %j', (member, document, says) => {
    const message = messageOfThrown(() => policyOf(document, PLACE))
    for (const part of [`policy: ${member}`, ...says]) expect(message).toContain(part)
  })

  test('is told by the names of inputs', () => {
    const place = { document: 'The inputs', named: (member: string) => `Input '${member}'` }
    const message = messageOfThrown(() => policyOf({ ...SIGNER, 'max-age': 'x' }, place))
    expect(message).toMatch(/^Input 'max-age': "x" is no length of time/)
  })

  test('is refused where YAML gives inherited names', () => {
    expect(messageOfThrown(() => policyOf(parseYaml('constructor: x', 'policy'), PLACE))).toContain(
      '"constructor" is not known',
    )
  })
})
