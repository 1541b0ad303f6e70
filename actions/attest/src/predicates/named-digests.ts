import { isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { type Digest, isDigest } from '@ci-kit/oci/digest'

/**
 * Digests of images that a document says it is about. Only what names an
 * image by `pkg:oci` or `repository@digest` counts: other digests in it may be
 * those of configs, layers and files.
 */
export const cycloneDxDigests = (document: Json): readonly Digest[] => {
  const component = objectAt(objectAt(document, 'metadata'), 'component')
  return distinct([stringAt(component, 'purl'), stringAt(component, 'bom-ref')].flatMap(purlDigest))
}

/** SPDX: the name of the document, and the packages that it describes. */
export const spdxDigests = (document: Json): readonly Digest[] => {
  const described = new Set(describedIds(document))
  const purls = objects(document.packages)
    .filter((each) => described.has(stringAt(each, 'SPDXID') ?? ''))
    .flatMap(({ externalRefs }) => objects(externalRefs))
    .map((reference) => stringAt(reference, 'referenceLocator'))
  return distinct([...referenceDigest(stringAt(document, 'name')), ...purls.flatMap(purlDigest)])
}

/** trivy's `cosign-vuln`: the digests in repositories of the image that was scanned. */
export const cosignVulnDigests = (document: Json): readonly Digest[] => {
  const report = objectAt(objectAt(document, 'scanner'), 'result')
  const listed: unknown = objectAt(report, 'Metadata')?.RepoDigests
  return distinct((Array.isArray(listed) ? listed : []).flatMap(referenceDigest))
}

const describedIds = (document: Json): readonly string[] => [
  ...(Array.isArray(document.documentDescribes)
    ? document.documentDescribes.filter((id) => typeof id === 'string')
    : []),
  ...objects(document.relationships)
    .filter(
      (relation) =>
        stringAt(relation, 'relationshipType') === 'DESCRIBES' &&
        stringAt(relation, 'spdxElementId') === 'SPDXRef-DOCUMENT',
    )
    .flatMap((relation) => stringAt(relation, 'relatedSpdxElement') ?? []),
]

/** `pkg:oci/app@sha256%3A…?repository_url=…` (package-url/purl-spec, types/oci). */
const purlDigest = (purl: string | undefined): readonly Digest[] => {
  const [, digest = ''] =
    /^pkg:oci\/[^@?#]{1,300}@(sha(?:256|512)(?::|%3a)[0-9a-f]+)/i.exec(purl ?? '') ?? []
  return [digest.toLowerCase().replace('%3a', ':')].filter(isDigest)
}

const referenceDigest = (reference: unknown): readonly Digest[] => {
  const [, digest = ''] =
    typeof reference === 'string' ? (/@(sha(?:256|512):[0-9a-f]+)$/.exec(reference) ?? []) : []
  return [digest].filter(isDigest)
}

const objects = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? value.filter(isObject) : []

const distinct = (digests: readonly Digest[]): readonly Digest[] => [...new Set(digests)]
