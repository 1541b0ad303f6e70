import type { SigningConfigOptions } from '@ci-kit/local-sigstore/signing-config'
import type { RootOptions } from '@ci-kit/local-sigstore/trusted-root'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { errorsOf } from './actions.ts'
import { bundlesOf, statementIn, subjectsOf, typesIn } from './attest-bundles.ts'
import { attestWorkbench, ISSUER, PROVENANCE, type Pushed, WORKFLOW } from './attest-workbench.ts'
import { type Cosign, cosign } from './cosign-workbench.ts'

/* The bundle as a runner runs it, with a real registry, a Sigstore of its own and the real cosign. */

const bench = attestWorkbench()
let tool: Cosign
beforeAll(() => {
  tool = cosign()
})
afterAll(() => tool.remove())

type Wanted = { readonly identity?: string; readonly issuer?: string }

const byCosign = (image: string, flags: readonly string[], wanted: Wanted = {}) =>
  tool.run([
    ...['verify-attestation', '--allow-http-registry', '--type=slsaprovenance1'],
    `--trusted-root=${tool.file(bench.sigstore().trustedRoot())}`,
    `--certificate-oidc-issuer=${wanted.issuer ?? ISSUER}`,
    `--certificate-identity=${wanted.identity ?? WORKFLOW}`,
    ...flags,
    image,
  ])

const digestsOf = ({ digest, platforms }: Pushed) => [digest, ...platforms]

describe('provenance of an index', () => {
  type Kind = {
    readonly name: string
    readonly signing: SigningConfigOptions
    readonly root?: RootOptions
    readonly proof: string
    readonly flags: readonly string[]
  }
  const kinds: readonly Kind[] = [
    { name: 'a log of version 1', signing: { log: 1 }, proof: 'log', flags: [] },
    {
      name: 'a log of version 2 and a timestamp',
      signing: { log: 2 },
      proof: 'log-and-timestamp',
      flags: ['--use-signed-timestamps'],
    },
    {
      name: 'a timestamp alone',
      signing: { log: 'none' },
      root: { log: false },
      proof: 'timestamp',
      flags: ['--use-signed-timestamps', '--insecure-ignore-tlog'],
    },
  ]

  test.each(kinds)(
    'with $name is at each digest, where cosign accepts it',
    async ({ proof, flags, ...sigstore }) => {
      const image = await bench.pushIndex()
      const result = await bench.attest({ ...sigstore, inputs: { images: image.tagged } })
      expect([result.exitCode, result.log]).toEqual([0, expect.any(String)])
      expect(result.outputs).toMatchObject({ verified: 'true', proof })
      const [bundle = ''] = bundlesOf(result)
      expect(statementIn(bundle)).toMatchObject({
        predicateType: PROVENANCE,
        subject: subjectsOf(image.name, ...digestsOf(image)),
      })
      for (const digest of digestsOf(image)) {
        const attached = await bench.attachedTo(image.name, digest)
        expect(typesIn(attached)).toEqual([PROVENANCE])
        expect(JSON.parse(Buffer.from(attached[0] ?? []).toString())).toEqual(JSON.parse(bundle))
      }
      const verified = await Promise.all(
        digestsOf(image).map((digest) => byCosign(`${image.name}@${digest}`, flags)),
      )
      expect(verified.map(({ code, output }) => (code === 0 ? 0 : output))).toEqual([0, 0, 0])
      const there = `${image.name}@${image.digest}`
      const refused = await Promise.all([
        byCosign(there, flags, { identity: `${WORKFLOW}x` }),
        byCosign(there, flags, { issuer: 'https://accounts.example.com' }),
      ])
      expect(refused.map(({ code }) => code === 0)).toEqual([false, false])
      expect(refused[0]?.output).toContain('expected SAN value')
      expect(refused[1]?.output).toContain('expected issuer value')
    },
  )

  test('without a log is refused where the trusted root has one', async () => {
    const { name, tagged, digest } = await bench.pushIndex()
    const result = await bench.attest({ signing: { log: 'none' }, inputs: { images: tagged } })
    expect(result.exitCode).toBe(1)
    expect(result.outputs.verified).toBe('false')
    expect(errorsOf(result).join()).toContain('no entry of a transparency log, which is required')
    expect(await bench.attachedTo(name, digest)).toEqual([])
  })
})
