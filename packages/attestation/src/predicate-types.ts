/** Predicate types by the short names that inputs take; the first URI of each is the one that is written. */
export const PREDICATE_TYPES = {
  provenance: ['https://slsa.dev/provenance/v1'],
  // GitHub's tools write the version, cosign's `--type spdxjson` does not.
  spdx: [
    'https://spdx.dev/Document/v2.3',
    'https://spdx.dev/Document/v2.2',
    'https://spdx.dev/Document',
  ],
  cyclonedx: ['https://cyclonedx.org/bom'],
  vulns: [
    'https://in-toto.io/attestation/vulns/v0.2',
    'https://in-toto.io/attestation/vulns/v0.1',
    'https://cosign.sigstore.dev/attestation/vuln/v1',
  ],
  openvex: ['https://openvex.dev/ns', 'https://openvex.dev/ns/v0.2.0'],
  vsa: ['https://slsa.dev/verification_summary/v1'],
} as const satisfies Readonly<Record<string, readonly [string, ...string[]]>>
