/**
 * Writes the trusted root of sigstore's public instance into the code, as
 * @sigstore/tuf carries it: `node embed-trusted-root.mjs <day>`, to be run after
 * an update of that package. The day is that of its release. Imported as it
 * is, the package's file would bring three times as much along.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const REPOSITORY = 'https://tuf-repo-cdn.sigstore.dev'
const target = new URL('../../attestation/src/trust/embedded/public-root.ts', import.meta.url)

const [day = ''] = process.argv.slice(2)
if (!/^\d{4}-\d\d-\d\d$/.test(day))
  throw new Error('say on which day @sigstore/tuf was released: embed-trusted-root.mjs 2026-11-05')

const seeds = JSON.parse(
  readFileSync(createRequire(target).resolve('@sigstore/tuf/seeds.json'), 'utf8'),
)
const root = JSON.parse(
  Buffer.from(seeds[REPOSITORY].targets['trusted_root.json'], 'base64').toString(),
)

writeFileSync(
  target,
  `import type { Json } from '@ci-kit/core/json'

/** The day on which the package that this is from was released. */
export const PUBLIC_AS_OF = '${day}'

/**
 * The trusted root of sigstore's public instance. Written by
 * packages/tooling/src/embed-trusted-root.mjs; a test compares it with what
 * @sigstore/tuf carries.
 */
export const PUBLIC_ROOT: Json = ${JSON.stringify(root, null, 2)}
`,
)
