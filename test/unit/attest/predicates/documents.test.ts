import { customPredicate, parsePredicateType } from '@ci-kit/attest/predicates/custom'
import { parseOpenVex } from '@ci-kit/attest/predicates/openvex'
import { LARGEST_PREDICATE, parsePredicate } from '@ci-kit/attest/predicates/predicate-json'
import { parseSbom } from '@ci-kit/attest/predicates/sbom'
import { parseVulns } from '@ci-kit/attest/predicates/vulns'
import { vulnsPredicates } from '@ci-kit/trivy-scan/report/vulns-predicate'
import { describe, expect, test } from '@jest/globals'
import { sampleSubject } from '../../trivy-scan/report/sample-subject.ts'
import { cosignVuln, cycloneDx, inTotoVulns, spdx } from './samples.ts'

const bytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value))
const SOURCE = "Input 'x': the file 'f.json'"
const HEX = 'a'.repeat(64)
const DIGEST = `sha256:${HEX}`

describe('SBOMs', () => {
  test.each([
    ['SPDX 2.3', spdx(), 'spdx', 'https://spdx.dev/Document/v2.3'],
    ['SPDX 2.2', spdx({ spdxVersion: 'SPDX-2.2' }), 'spdx', 'https://spdx.dev/Document/v2.2'],
    ['CycloneDX', cycloneDx(), 'cyclonedx', 'https://cyclonedx.org/bom'],
  ])('%s has its type', (_, document, format, predicateType) => {
    expect(parseSbom(bytes(document), SOURCE)).toEqual({
      kind: 'sbom',
      format,
      predicateType,
      predicate: document,
      namedDigests: [],
    })
  })

  test.each([
    ['SPDX 3', { '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld' }, /SPDX 3/],
    ['SPDX 2.1', spdx({ spdxVersion: 'SPDX-2.1' }), /SPDX document of another version/],
    ['CycloneDX 2', cycloneDx({ specVersion: '2.0' }), /CycloneDX/],
    ['syft', { artifacts: [], descriptor: { name: 'syft' } }, /syft's own format/],
    ['trivy', { SchemaVersion: 2, ArtifactName: 'x' }, /trivy's own report/],
    ['GitHub', { sbom: spdx() }, /only its member sbom/],
    [
      'a statement',
      { _type: 'https://in-toto.io/Statement/v1', subject: [] },
      /only its member predicate/,
    ],
    ['an envelope', { payloadType: 'x', payload: '' }, /DSSE envelope/],
    ['a bundle', { mediaType: 'x', verificationMaterial: {} }, /Sigstore bundle/],
    ['SARIF', { version: '2.1.0', runs: [] }, /SARIF/],
    ['OpenVEX', { '@context': 'https://openvex.dev/ns' }, /OpenVEX/],
    ['a scan', inTotoVulns(), /vulns predicate/],
    ['anything', {}, /unknown kind/],
  ])('%s is refused by name', (_, document, message) => {
    expect(() => parseSbom(bytes(document), SOURCE)).toThrow(message)
    expect(() => parseSbom(bytes(document), SOURCE)).toThrow(SOURCE)
  })

  test.each([
    ['XML', '<?xml version="1.0"?><bom/>', /XML/],
    ['tag-value', 'SPDXVersion: SPDX-2.3', /tag-value/],
    ['nothing', ' ', /empty/],
    ['a list', '[]', /JSON list/],
    ['a part', '{"a":', /no JSON object/],
  ])('%s is refused by its form', (_, text, message) => {
    expect(() => parseSbom(Buffer.from(text), SOURCE)).toThrow(message)
  })

  test.each([
    ['CycloneDX purl', cycloneDx({}, { purl: `pkg:oci/app@sha256%3A${HEX}?arch=amd64` })],
    ['CycloneDX bom-ref', cycloneDx({}, { 'bom-ref': `pkg:oci/app@sha256:${HEX}` })],
    ['SPDX name', spdx({ name: `ghcr.io/org/app@${DIGEST}` })],
    [
      'SPDX package',
      spdx({
        packages: [
          { SPDXID: 'SPDXRef-r', externalRefs: [{ referenceLocator: `pkg:oci/a@${DIGEST}?x=y` }] },
          {
            SPDXID: 'SPDXRef-o',
            externalRefs: [{ referenceLocator: `pkg:oci/b@sha256:${'b'.repeat(64)}` }],
          },
        ],
        relationships: [
          {
            spdxElementId: 'SPDXRef-DOCUMENT',
            relationshipType: 'DESCRIBES',
            relatedSpdxElement: 'SPDXRef-r',
          },
        ],
      }),
    ],
  ])('%s names the image', (_, document) => {
    expect(parseSbom(bytes(document), SOURCE).namedDigests).toEqual([DIGEST])
  })

  test.each([
    ['the digest of a config', cycloneDx({}, { hashes: [{ alg: 'SHA-256', content: HEX }] })],
    ['the version', cycloneDx({}, { version: DIGEST })],
    ['a purl of npm', cycloneDx({}, { purl: `pkg:npm/app@${DIGEST}` })],
    ['a short digest', cycloneDx({}, { purl: 'pkg:oci/app@sha256:12' })],
    [
      'odd types',
      spdx({ name: 1, packages: [1], relationships: { a: 1 }, documentDescribes: [2] }),
    ],
  ])('%s names none', (_, document) => {
    expect(parseSbom(bytes(document), SOURCE).namedDigests).toEqual([])
  })
})

describe('scans', () => {
  test('are what trivy-scan writes', () => {
    const record = {
      trivyVersion: '0.74.0',
      database: { source: '', digest: '', updatedAt: '2026-11-01T00:00:00Z' },
      startedAt: '2026-11-01T00:00:00Z',
      finishedAt: '2026-11-01T00:00:01Z',
    }
    const [written] = vulnsPredicates(sampleSubject, record)
    expect(parseVulns(bytes(written?.predicate), SOURCE)).toMatchObject({ kind: 'vulns' })
  })

  test('by in-toto and by cosign are told apart', () => {
    expect(parseVulns(bytes(inTotoVulns()), SOURCE)).toMatchObject({
      kind: 'vulns',
      predicateType: 'https://in-toto.io/attestation/vulns/v0.2',
      namedDigests: [],
    })
    const cosign = cosignVuln({ RepoDigests: [`ghcr.io/org/app@${DIGEST}`] })
    expect(parseVulns(bytes(cosign), SOURCE)).toMatchObject({
      predicateType: 'https://cosign.sigstore.dev/attestation/vuln/v1',
      namedDigests: [DIGEST],
    })
  })

  test.each([
    ['a report of trivy', { SchemaVersion: 2, ArtifactName: 'x' }, /trivy's own report.*formats/],
    ['a report of grype', { matches: [], descriptor: {} }, /grype/],
    ['an SBOM', spdx(), /SPDX/],
    ['no time', { ...inTotoVulns(), metadata: {} }, /parts are missing/],
    ['no result', { ...inTotoVulns(), scanner: { uri: 'x' } }, /parts are missing/],
    [
      'a result without ids',
      { ...inTotoVulns(), scanner: { uri: 'x', result: [{}] } },
      /parts are/,
    ],
  ])('%s is refused', (_, document, message) => {
    expect(() => parseVulns(bytes(document), SOURCE)).toThrow(message)
  })
})

describe('OpenVEX', () => {
  test.each([
    ['https://openvex.dev/ns/v0.2.0', 'https://openvex.dev/ns'],
    ['https://openvex.dev/ns', 'https://openvex.dev/ns'],
    ['https://openvex.dev/ns/v0.0.1', 'https://openvex.dev/ns'],
  ])('of %s is of type %s', (context, predicateType) => {
    const document = { '@context': context, statements: [] }
    expect(parseOpenVex(bytes(document), SOURCE)).toMatchObject({ kind: 'openvex', predicateType })
  })
  test.each([
    [{ '@context': 'https://openvex.dev/nsx', statements: [] }, /no OpenVEX/],
    [{ '@context': 'https://openvex.dev/ns' }, /without statements/],
    [spdx(), /SPDX/],
  ])('is not %p', (document, message) => {
    expect(() => parseOpenVex(bytes(document), SOURCE)).toThrow(message)
  })
})

describe('any predicate', () => {
  test('keeps its members, odd names too', () => {
    const { predicate } = customPredicate('https://x/y', '{"__proto__":{"a":1}}', 's')
    expect(JSON.stringify(predicate)).toBe('{"__proto__":{"a":1}}')
  })
  test('may begin with the mark of Windows', () => {
    const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes({ a: 1 })])
    expect(parsePredicate(marked, SOURCE)).toEqual({ a: 1 })
  })
  test.each(['[]', '"a"', '1', 'null', '', '{', '\u0000'])('is not %j', (text) => {
    expect(() => parsePredicate(text, SOURCE)).toThrow(SOURCE)
  })
  test('is measured as it is signed: without white space', () => {
    const fits = 'x'.repeat(LARGEST_PREDICATE - '{"a":""}'.length)
    expect(parsePredicate(`{ "a":\n\n\n "${fits}" }`, SOURCE)).toEqual({ a: fits })
    expect(() => parsePredicate(`{"a":"${fits}x"}`, SOURCE)).toThrow(/16777217 bytes.*16777216/)
  })
  test('is bytes, not characters', () => {
    const text = 'é'.repeat(LARGEST_PREDICATE / 2)
    expect(() => parsePredicate(`{"a":"${text}"}`, SOURCE)).toThrow(/at most 16777216/)
  })
  test('is refused when it is too deep', () => {
    const deep = (levels: number) => `{"a":${'['.repeat(levels)}${']'.repeat(levels)}}`
    expect(() => parsePredicate(deep(400), SOURCE)).not.toThrow()
    expect(() => parsePredicate(deep(100_000), SOURCE)).toThrow(/500 levels/)
  })
  test.each(['https://example.com/x/v1', 'urn:example:a'])('is of type %s', (type) => {
    expect(parsePredicateType(` ${type} `)).toBe(type)
  })
  test.each(['', 'example', 'https://a b', `https://${'x'.repeat(3000)}`, 'https://a\nb'])(
    'is not of type %p',
    (type) => {
      expect(() => parsePredicateType(type)).toThrow(/Input 'predicate-type' is '.*no URI/s)
    },
  )
})
