import { isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'

/** What a JSON document is instead, and what to do, for messages; `undefined` for one that nobody knows. */
export const formatOf = (document: Json): string | undefined =>
  FORMATS.find(({ is }) => is(document))?.says

const list = (document: Json, name: string): boolean => Array.isArray(document[name])

const context = (document: Json): string => JSON.stringify(document['@context'] ?? '').slice(0, 200)

const isSpdx2 = (document: Json): boolean =>
  /^SPDX-2\.[23]$/.test(stringAt(document, 'spdxVersion') ?? '')

type Format = { is(document: Json): boolean; readonly says: string }

const FORMATS: readonly Format[] = [
  {
    is: (document) => stringAt(document, '_type') !== undefined && list(document, 'subject'),
    says: 'an in-toto statement. Give only its member predicate',
  },
  {
    is: (document) => stringAt(document, 'payloadType') !== undefined,
    says: 'a signed DSSE envelope. Give the document that it was made of',
  },
  {
    is: (document) => objectAt(document, 'verificationMaterial') !== undefined,
    says: 'a signed Sigstore bundle. Give the document that it was made of',
  },
  {
    is: (document) => objectAt(document, 'sbom') !== undefined,
    says: "an answer of GitHub's dependency graph. Give only its member sbom",
  },
  {
    is: (document) => isSpdx2(document) && Object.hasOwn(document, 'SPDXID'),
    says: 'an SPDX SBOM',
  },
  { is: isSpdx2, says: 'an SPDX document without SPDXID' },
  {
    is: (document) => stringAt(document, 'spdxVersion') !== undefined,
    says: 'an SPDX document of another version. Use SPDX 2.3 or 2.2',
  },
  {
    is: (document) => stringAt(document, 'bomFormat') === 'CycloneDX',
    says: 'a CycloneDX SBOM',
  },
  { is: (document) => context(document).includes('spdx.org/rdf/3'), says: 'SPDX 3. Use SPDX 2.3' },
  { is: (document) => context(document).includes('openvex.dev'), says: 'an OpenVEX document' },
  {
    is: (document) => list(document, 'runs') && stringAt(document, 'version') !== undefined,
    says: 'a SARIF report',
  },
  {
    is: (document) =>
      Object.hasOwn(document, 'SchemaVersion') && Object.hasOwn(document, 'ArtifactName'),
    says: "trivy's own report. Let trivy-scan write it with 'formats: spdx, vulns'",
  },
  {
    is: (document) => list(document, 'matches') && isObject(document.descriptor),
    says: "grype's own report",
  },
  {
    is: (document) => list(document, 'artifacts') && isObject(document.descriptor),
    says: "syft's own format. Let syft write it with '-o spdx-json'",
  },
  {
    is: (document) => isObject(document.scanner) && isObject(document.metadata),
    says: 'a vulns predicate',
  },
]
