import { counted } from '@ci-kit/core/amounts'
import { visible } from '@ci-kit/core/log'
import { code, link, plain } from '@ci-kit/core/markdown'
import type { Skip } from '../preflight/run-trust.ts'
import type { AttestReport } from './attest-report.ts'
import { statementsTable } from './statement-rows.ts'
import { verifySnippets } from './verify-snippets.ts'

/** The job summary of a run, as Markdown. */
export const summaryOf = (report: AttestReport): string => {
  const snippets = verifySnippets(report)
  const parts = [
    '### Attestations',
    headline(report),
    signerLine(report),
    ...notes(report).map((note) => `> [!WARNING]\n> ${note}`),
    statementsTable(report),
    artifactLine(report),
    snippets === ''
      ? ''
      : `<details><summary>Verify it yourself</summary>\n\n${snippets}\n\n</details>`,
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

/** The summary of a run that signs nothing. */
export const skippedSummary = ({ notice }: Skip): string =>
  `### Attestations\n\n${plain(visible(notice, LONGEST_NOTE))}\n`

const LONGEST_NOTE = 600

const headline = ({ statements, verified }: AttestReport): string => {
  const reused = statements.filter(({ reused }) => reused).length
  const signed = statements.length - reused
  const deeds = [
    ...(signed > 0 ? [`${counted(signed, 'statement')} signed`] : []),
    ...(reused > 0
      ? [`${reused} reused, because ${reused === 1 ? 'it was' : 'they were'} there already`]
      : []),
  ]
  const done = deeds.length > 0 ? deeds.join(', ') : 'Nothing was signed'
  return verified
    ? `**${done}.** Each was read back from where it is kept, and verified.`
    : `**${done}. Not all of them could be verified: do not rely on them.**`
}

const signerLine = ({ signer, instance }: AttestReport): string => {
  if (signer === undefined) return ''
  const where = {
    public: 'the public Sigstore instance',
    github: "GitHub's Sigstore instance",
    private: 'a Sigstore instance of your own',
  }[instance]
  return `Signed by ${code(visible(signer.identity, 300))}, vouched for by ${code(visible(signer.issuer, 300))}, with ${where}.`
}

const notes = ({ warnings, statements }: AttestReport): readonly string[] => {
  const outages = statements.flatMap(({ signed }) => signed.logOutage ?? [])
  const [outage] = outages
  return [
    ...warnings,
    ...(outage === undefined
      ? []
      : [
          `${counted(outages.length, 'statement')} without an entry in the transparency log, which was down: ${outage} A timestamp vouches for the time of signing; verifiers that require the log refuse it.`,
        ]),
  ].map((text) => plain(visible(text, LONGEST_NOTE)))
}

const artifactLine = ({ artifact }: AttestReport): string =>
  artifact === undefined
    ? ''
    : `The bundles are in artifact ${link(plain(visible(artifact.name, 200)), artifact.url)}.`
