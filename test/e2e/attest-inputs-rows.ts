/** Inputs of a step, and words of the error. `IMAGE` stands for the repository of the test's image. */
export type Row = readonly [Readonly<Record<string, string>>, ...(readonly string[])]

/** A digest that no registry holds. */
export const HEX = 'b'.repeat(64)

const CUSTOM = { 'predicate-type': 'https://example.com/review/v1' }
const ARTIFACT = { store: 'artifact' }

/** What goes wrong, by what it is about. */
export const ROWS: readonly (readonly [string, readonly Row[]])[] = [
  [
    'images',
    [
      [{ images: '' }, 'what is to be attested', "'images: "],
      [{ images: '# later' }, "'images'", 'names no image'],
      [{ images: 'https://ghcr.io/a/b' }, "'images', line 1", 'ghcr.io/a/b'],
      [{ images: 'ghcr.io/Org/App' }, "'images'", 'ghcr.io/org/app'],
      [{ images: `IMAGE@sha256:${HEX}` }, HEX, '404', 'pushed'],
      [{ images: 'IMAGE:nope' }, '"nope"', '404'],
      [{ images: `IMAGE@sha512:${HEX}${HEX}` }, 'sha512', '404'],
      [{ images: `IMAGE@SHA256:${HEX}` }, 'SHA256', 'Use sha256'],
      [{ images: `IMAGE@sha256:${HEX.toUpperCase()}` }, 'lower case', HEX],
      [{ images: 'IMAGE@sha256:abcd' }, '64 hex digits'],
      [{ images: '127.0.0.1:9/org/app:1' }, '127.0.0.1:9', 'ECONNREFUSED'],
      [{ images: 'IMAGE:main', 'subject-path': 'app.tgz' }, "'images' and 'subject-path'"],
      [{ platforms: 'linux/amd64' }, "'platforms'", 'linux/amd64', "'all', 'none'"],
    ],
  ],
  [
    'files and digests',
    [
      [{ 'subject-digest': `sha256:${HEX}` }, "'subject-name'"],
      [{ 'subject-name': 'IMAGE', 'subject-digest': 'sha256:zz' }, "'subject-digest'", 'zz'],
      [{ 'subject-path': 'no/*.tgz', ...ARTIFACT }, "'subject-path'", 'no/*.tgz'],
      [{ 'subject-path': '/etc/passwd', ...ARTIFACT }, "'subject-path'", 'out of the workspace'],
      [{ 'subject-path': 'link', ...ARTIFACT }, "'subject-path'", 'link', 'out of the workspace'],
      [{ 'subject-path': 'folder', ...ARTIFACT }, "'subject-path'", "'folder/**'"],
      [{ 'subject-path': 'app.tgz' }, "'store'", 'in no registry'],
      [{ 'subject-path': 'app.tgz', ...ARTIFACT }, 'ACTIONS_RESULTS_URL'],
      [{ 'subject-path': '# later', ...ARTIFACT }, 'subject-path'],
      [{ 'subject-checksums': 'sums', ...ARTIFACT }, "'subject-checksums'", 'sums'],
      [{ 'subject-checksums': '# none\n# at all', ...ARTIFACT }, 'subject-checksums'],
      [{ 'subject-checksums': `${'d'.repeat(32)}  a`, ...ARTIFACT }, 'line 1', 'sha256sum'],
    ],
  ],
  [
    'documents',
    [
      [{ provenance: 'yes' }, "'provenance'", "'yes'"],
      [{ provenance: 'false' }, "'provenance'", 'nothing to sign'],
      [{ 'scan-results': '{}' }, "'scan-results'", 'steps.<id>.outputs.results'],
      [{ 'scan-results': '[]' }, "'scan-results'", 'formats: spdx, vulns'],
      [{ 'sbom-format': 'syft' }, "'sbom-format'", "'syft'"],
      [{ 'sbom-path': 'none.json' }, "'sbom-path'", 'none.json', 'not there'],
      [{ 'sbom-path': 'cut.json' }, "'sbom-path'", 'cut.json', 'no JSON'],
      [{ 'sbom-path': 'empty.json' }, "'sbom-path'", 'is empty'],
      [{ 'sbom-path': 'folder' }, "'sbom-path'", 'no file'],
      [{ 'sbom-path': 'link' }, "'sbom-path'", 'out of the workspace'],
      [{ 'sbom-path': 'other.json' }, "'sbom-path'", HEX, 'right file'],
      [{ 'sbom-path': 'linux/mips=spdx.json' }, "'sbom-path'", 'linux/mips'],
      [{ 'vulns-path': 'spdx.json' }, "'vulns-path'", 'an SPDX SBOM'],
      [{ 'openvex-path': 'object.json' }, "'openvex-path'", 'OpenVEX'],
      [{ 'predicate-type': 'review', predicate: '{}' }, "'predicate-type'", 'URI'],
      [{ ...CUSTOM }, "'predicate'", "'predicate-path'"],
      [{ predicate: '{}' }, "'predicate-type'"],
      [{ ...CUSTOM, predicate: '[]' }, "'predicate'", 'list'],
      [{ ...CUSTOM, predicate: '{"a":' }, "'predicate'", 'no JSON'],
      [{ ...CUSTOM, 'predicate-path': '/dev/zero' }, "'predicate-path'", '/dev/zero'],
    ],
  ],
  [
    'stores and the rest',
    [
      [{ store: 's3' }, "'store'", 's3', 'registry, github, artifact'],
      [{ 'push-to-registry': 'yes' }, "'push-to-registry'", 'yes'],
      [{ 'push-to-registry': 'false' }, "'push-to-registry'", "'store'"],
      [{ store: 'github' }, "'store'", "'github-token'"],
      [{ 'artifact-name': 'a/b', ...ARTIFACT }, "'artifact-name'", "'/'"],
      [{ 'output-dir': 'app.tgz' }, "'output-dir'", 'app.tgz'],
      [{ 'output-dir': 'linked-folder/attestations' }, "'output-dir'", 'link'],
      [{ reuse: 'maybe' }, "'reuse'", 'maybe'],
      [{ policy: 'signers: me' }, "'policy'", 'signer-workflow'],
      [{ policy: 'none.yml' }, 'policy', 'none.yml'],
      [{ 'on-fork': 'run' }, "'on-fork'", 'run'],
      [{ 'on-log-outage': 'ignore' }, "'on-log-outage'", 'ignore'],
      [{ 'show-summary': 'si' }, "'show-summary'", 'si'],
      [{ username: 'me' }, "'username'", "'password'"],
    ],
  ],
]
