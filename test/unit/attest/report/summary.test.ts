import { execFileSync } from 'node:child_process'
import { shellWord } from '@ci-kit/attest/report/shell-command'
import { skippedSummary, summaryOf } from '@ci-kit/attest/report/summary'
import { verifySnippets } from '@ci-kit/attest/report/verify-snippets'
import { describe, expect, test } from '@jest/globals'
import {
  digestFor,
  fileStatement,
  provenanceOf,
  sampleImage,
  sbomOf,
  stored,
} from '../store/stored-samples.ts'
import { reportOf, SIGNER } from './report-samples.ts'

const image = sampleImage()
const both = [stored(provenanceOf(image)), stored(sbomOf(image))]

describe('summary', () => {
  test('tells what was done, by whom, and where it is', () => {
    const summary = summaryOf(reportOf(both))
    expect(summary).toContain('**2 statements signed.** Each was read back')
    expect(summary).toContain('release.yml')
    expect(summary).toContain('| Subject | Platform | Statement | State | Where |')
    expect(summary).toContain('| index, linux/amd64, linux/arm64 | provenance | signed |')
    expect(summary).toContain('[GitHub 4711](https://github.com/octo/shop/attestations/4711)')
    expect(summary).toContain('[42](https://search.sigstore.dev/?logIndex=42)')
    expect(summary).toContain(digestFor('referrer of linux/amd64 sbom').slice(0, 19))
  })

  test.each(['github', 'private'] as const)('entries of a %s log have no page', (instance) => {
    const summary = summaryOf(reportOf(both, { instance }))
    expect(summary).not.toContain('search.sigstore.dev')
    expect(summary).toContain('log 42')
  })

  test('what was reused is told apart', () => {
    const planned = provenanceOf(image)
    const summary = summaryOf(reportOf([stored(planned, { reused: true })]))
    expect(summary).toContain('1 reused, because it was there already')
    expect(summary).toContain('| reused |')
    expect(summary).not.toContain('statement signed')
  })

  test('what is not verified is not praised', () => {
    const summary = summaryOf(reportOf(both, { verified: false }))
    expect(summary).toContain('Not all of them could be verified: do not rely')
    expect(summary).not.toContain('Each was read back')
  })

  test('warnings and an outage of the log stand out', () => {
    const outage = stored(sbomOf(image), {}, { proof: 'timestamp', logOutage: 'Rekor gave 502.' })
    const summary = summaryOf(reportOf([outage], { warnings: ['Nothing is on GitHub.'] }))
    expect(summary).toContain('> [!WARNING]\n> Nothing is on GitHub.')
    expect(summary).toContain('Rekor gave 502.')
    expect(summary).toContain('timestamp, no log')
  })

  test('an artifact is linked', () => {
    const artifact = {
      name: 'attestations-build',
      id: '9',
      url: 'https://github.com/octo/shop/actions/runs/1/artifacts/9',
    }
    expect(summaryOf(reportOf(both, { artifact }))).toContain(
      '[attestations-build](https://github.com/octo/shop/actions/runs/1/artifacts/9)',
    )
  })

  test('names from outside are inert', () => {
    const name = '<img src=x> | [x](javascript:alert(1)) @mona `\n## big'
    const summary = summaryOf(
      reportOf([stored({ ...fileStatement(name), kind: '**bold** | <b>' })], {
        warnings: ['<script>\n# x'],
        artifact: { name: '](javascript:x)', id: '1', url: 'javascript:alert(1)' },
      }),
    )
    const [shown = ''] = summary.split('<details>')
    expect(shown).not.toMatch(/<img|<script|<b>|\n## |\*\*bold|\]\(javascript|\n# /)
    expect(shown).not.toContain('@mona')
  })

  test('many statements are cut with a note', () => {
    const summary = summaryOf(reportOf(Array.from({ length: 500 }, () => stored(sbomOf(image)))))
    expect(summary).toContain('440 more statements in output `results`')
    expect(Buffer.byteLength(summary)).toBeLessThan(100_000)
  })

  test('a skipped run says why', () => {
    expect(skippedSummary({ skipped: 'fork', notice: 'Nothing is signed: <x>' })).toBe(
      '### Attestations\n\nNothing is signed: &#60;x&#62;\n',
    )
  })
})

describe('commands to verify', () => {
  const bash = (text: string) => /```bash\n([\s\S]*?)\n```/.exec(text)?.[1] ?? ''

  test('name the exact identity, the digest and the type', () => {
    const commands = bash(verifySnippets(reportOf(both)))
    const digest = digestFor('api index')
    expect(commands).toContain(`cosign verify-attestation ghcr.io/octo/api@${digest} \\`)
    expect(commands).toContain(`--certificate-identity ${SIGNER.identity}`)
    expect(commands).toContain(`gh attestation verify oci://ghcr.io/octo/api@${digest} \\`)
    expect(commands).toContain('--repo octo/shop')
    expect(commands).toContain('--predicate-type https://slsa.dev/provenance/v1')
    expect(commands).not.toContain('trusted-root')
    expect(commands).not.toContain('--bundle')
  })

  test('the gate is a step with images, kinds and identity', () => {
    const snippets = verifySnippets(reportOf(both))
    const yaml = /```yaml\n([\s\S]*?)\n```/.exec(snippets)?.[1] ?? ''
    expect(yaml).toContain('uses: org/ci-kit/verify-attestation@v1')
    expect(yaml).toContain(`      ghcr.io/octo/api@${digestFor('api index')}`)
    expect(yaml).toContain('predicate-types: "provenance,sbom"')
    expect(yaml).toContain(`signer-identity: "${SIGNER.identity}"`)
    expect(yaml).not.toContain('signer-issuer')
  })

  test('a file is verified by gh alone, with its bundle when GitHub has none', () => {
    const file = stored(fileStatement(), { attestationId: undefined, attestationUrl: undefined })
    const snippets = verifySnippets(reportOf([file]))
    expect(snippets).toContain('gh attestation verify shop.tar.gz')
    expect(snippets).toContain('--bundle attestations.jsonl')
    expect(snippets).not.toContain('cosign')
    expect(snippets).not.toContain('yaml')
  })

  test('the name of a file is no option', () => {
    const snippets = verifySnippets(reportOf([stored(fileStatement('--owner=eve'))]))
    expect(snippets).toContain('gh attestation verify ./--owner=eve')
  })

  test('a timestamp alone is verified without the log, and GitHub’s instance without its lists', () => {
    const statement = stored(provenanceOf(image), {}, { proof: 'timestamp' })
    const snippets = verifySnippets(reportOf([statement], { instance: 'github' }))
    expect(snippets).toContain('--insecure-ignore-sct')
    expect(snippets).toContain('--insecure-ignore-tlog --use-signed-timestamps')
    expect(snippets).not.toContain('--custom-trusted-root')
  })

  test('an image that GitHub knows nothing of is verified from its registry', () => {
    const attached = stored(provenanceOf(image), { attestationId: undefined })
    expect(verifySnippets(reportOf([attached]))).toContain('--bundle-from-oci')
  })

  test('another instance needs its trusted root', () => {
    const snippets = verifySnippets(
      reportOf(both, {
        instance: 'private',
        signer: { ...SIGNER, issuer: 'https://issuer.example' },
      }),
    )
    expect(snippets).toContain('--trusted-root trusted_root.json')
    expect(snippets).toContain('--custom-trusted-root trusted_root.json')
    expect(snippets).toContain('signer-issuer: "https://issuer.example"')
  })

  test('nothing is claimed about an unknown signer', () => {
    expect(verifySnippets(reportOf(both, { signer: undefined }))).toBe('')
  })

  test.each(["it's", '$(touch /tmp/x)', '`id`', 'a b', '', '--flag;rm', '"q"', 'a\\b', '!!', 'ä'])(
    'the shell reads the word %j as it is',
    (text) => {
      const printed = execFileSync('sh', ['-c', `printf %s ${shellWord(text)}`]).toString()
      expect(printed).toBe(text)
    },
  )

  test('a line break in a name starts no command', () => {
    expect(shellWord('x\nrm -rf /')).toBe("'x\\nrm -rf /'")
  })

  test('an identity cannot break out of the YAML', () => {
    const identity = 'x"\n    images: evil'
    const snippets = verifySnippets(reportOf(both, { signer: { ...SIGNER, identity } }))
    expect(snippets).toContain('signer-identity: "x\\"\\n    images: evil"')
  })
})
