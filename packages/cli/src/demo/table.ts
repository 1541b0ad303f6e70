import { aligned, rounded, tenths } from './aligned.ts'
import type { Attested } from './attest-job.ts'
import type { Build } from './build-job.ts'
import type { ToldDeploy } from './deploy-story.ts'
import { deployJson } from './deploy-table.ts'
import type { ToldProof } from './proof-story.ts'
import type { ToldScan } from './scan-story.ts'
import type { Told } from './tell.ts'

/** All that the closing tables are about. */
export type TableRows = {
  readonly story: readonly Told[]
  readonly scans: readonly ToldScan[]
  readonly proofs: readonly ToldProof[]
  readonly deployments: readonly ToldDeploy[]
}

const HEADER = ['step', 'component', 'cached', 'rate', 'seconds', 'digest']

/** The closing table as text, one line a build. */
export const renderTable = (story: readonly Told[]): string =>
  aligned([HEADER, ...story.flatMap(rowsOf)], ['cached', 'rate', 'seconds'])

const SCAN_HEADER = ['step', 'component', 'verdict', 'critical', 'high', 'new', 'seconds', 'digest']

/** The table of the scans, one line each; `firstNumber` is that of the first one in the story. */
export const renderScans = (scans: readonly ToldScan[], firstNumber: number): string =>
  aligned(
    [SCAN_HEADER, ...scans.map((told, index) => scanRow(told, firstNumber + index))],
    ['critical', 'high', 'new', 'seconds'],
  )

const scanRow = (told: ToldScan, number: number): string[] => {
  const step = `${number} ${told.title}`
  if ('leftOut' in told) return [step, 'left out', '', '', '', '', '', told.leftOut]
  const { component, verdict, critical, high, introduced, seconds, digest } = told.scan
  const isNew = Number.isNaN(introduced) ? '' : String(introduced)
  return [
    ...[step, component, verdict, String(critical), String(high), isNew],
    ...[tenths(seconds), short(digest)],
  ]
}

const PROOF_HEADER = ['step', 'outcome', 'statements', 'seconds']

/** The table of signing and verifying; `firstNumber` is that of the first one in the story. */
export const renderProofs = (proofs: readonly ToldProof[], firstNumber: number): string =>
  aligned(
    [PROOF_HEADER, ...proofs.map((told, index) => proofRow(told, firstNumber + index))],
    ['statements', 'seconds'],
  )

const proofRow = (told: ToldProof, number: number): string[] => {
  const step = `${number} ${told.title}`
  if ('leftOut' in told) return [step, `left out: ${told.leftOut}`, '', '']
  if ('verified' in told) {
    const { outcome, statements, refused, seconds } = told.verified
    return [step, outcome, String(outcome === 'verified' ? statements : refused), tenths(seconds)]
  }
  const { statements, seconds } = told.attested
  return [step, outcomeOf(told.attested), String(statements), tenths(seconds)]
}

const outcomeOf = ({ statements, reused }: Attested): string => {
  if (reused === statements) return 'reused'
  return reused === 0 ? 'signed' : `signed, ${reused} reused`
}

const short = (digest: string): string => digest.slice(0, 'sha256:'.length + 12)

const rowsOf = (told: Told, index: number): string[][] => {
  const step = `${index + 1} ${told.title}`
  if ('leftOut' in told) return [[step, 'left out', '', '', '', told.leftOut]]
  const { builds, seconds } = told.run
  if (builds.length === 0) return [[step, 'nothing to build', '', '', tenths(seconds), '']]
  return builds.map((build, at) => [
    at === 0 ? step : '',
    build.component,
    cached(build),
    `${build.rate} %`,
    tenths(build.seconds),
    short(build.digest),
  ])
}

const cached = ({ skipped, cachedSteps, totalSteps }: Build): string =>
  skipped ? 'unchanged' : `${cachedSteps}/${totalSteps}`

/** The same for scripts: full digests, sizes in bytes, seconds as numbers. */
export const tableJson = ({ story, scans, proofs, deployments }: TableRows): string =>
  JSON.stringify(
    {
      steps: story.map(stepJson),
      scans: scans.map(scanJson),
      proofs: proofs.map(proofJson),
      deployments: deployments.map(deployJson),
    },
    undefined,
    2,
  )

const proofJson = (told: ToldProof) => {
  if ('leftOut' in told) return { step: told.title, leftOut: told.leftOut }
  const facts =
    'verified' in told ? told.verified : { outcome: outcomeOf(told.attested), ...told.attested }
  return { step: told.title, ...facts, seconds: rounded(facts.seconds) }
}

const scanJson = (told: ToldScan) =>
  'leftOut' in told
    ? { step: told.title, leftOut: told.leftOut }
    : { step: told.title, ...told.scan, seconds: rounded(told.scan.seconds) }

const stepJson = (told: Told) => {
  if ('leftOut' in told) return { step: told.title, leftOut: told.leftOut }
  const { selected, seconds, builds } = told.run
  return {
    step: told.title,
    selected,
    seconds: rounded(seconds),
    builds: builds.map((build) => ({ ...build, seconds: rounded(build.seconds) })),
  }
}
