import { join } from 'node:path'
import type { StepEvent } from '../run-step.ts'
import { type Attested, attestJob } from './attest-job.ts'
import type { Place } from './job.ts'
import { type MadeUpSigstore, madeUpSigstore, signerOf } from './made-up-sigstore.ts'
import { brokenAttest, brokenVerify } from './proof-facts.ts'
import type { Told } from './tell.ts'
import { type Verified, verifyJob } from './verify-job.ts'

/** Signing or verifying with the title of its chapter, or why there was none. */
export type ToldProof =
  | { readonly title: string; readonly attested: Attested }
  | { readonly title: string; readonly verified: Verified }
  | { readonly title: string; readonly leftOut: string }

export type ProofTelling = {
  readonly proofs: readonly ToldProof[]
  /** Facts of the story that did not hold. */
  readonly broken: readonly string[]
  /** Where the trusted root is, and who is trusted; undefined when nothing was signed. */
  readonly trust: Trust | undefined
}

export type Trust = {
  readonly trustedRoot: string
  /** As `signer-workflow` has it. */
  readonly signer: string
  /** By digest. */
  readonly images: readonly string[]
}

export type ProofOptions = {
  /** Where the files of the Sigstore go. */
  readonly folder: string
  /** RUNNER_TEMP of the scans. */
  readonly temp: string
  /** The push whose images are signed. */
  readonly event: StepEvent
  /** Output `results` of the last scan; '' for none. */
  readonly scanResults: string
  readonly say: (line: string) => void
  /** Number of the first chapter in the story. */
  readonly firstNumber: number
}

/** Statements that attest makes of a scan: the SBOM, and what was found. */
const OF_SCAN = 2

const OTHER_WORKFLOW = '.github/workflows/other.yml'

/**
 * Signs what the shop has built last with a Sigstore that is made up for the
 * demo, and once more, which signs nothing. Then verifies it: for the workflow
 * that has signed, and for another one, which has to be refused.
 */
export const tellProofs = async (
  place: Place,
  story: readonly Told[],
  options: ProofOptions,
): Promise<ProofTelling> => {
  const images = newestImages(place, story)
  if (images.length === 0) return leftOut('nothing was built')
  options.say(
    '\nA Sigstore that is made up for this demo: its keys live in memory, and nobody else trusts it.',
  )
  const sigstore = await madeUpSigstore(join(options.folder, 'sigstore'))
  try {
    return await tell(place, images, sigstore, options)
  } finally {
    await sigstore.stop()
  }
}

const leftOut = (why: string): ProofTelling => ({
  proofs: [{ title: 'sign and verify', leftOut: why }],
  broken: [],
  trust: undefined,
})

const tell = async (
  place: Place,
  images: readonly string[],
  sigstore: MadeUpSigstore,
  { temp, event, scanResults, say, firstNumber }: ProofOptions,
): Promise<ProofTelling> => {
  const proofs: ToldProof[] = []
  const broken: string[] = []
  const begin = (title: string) => say(`\n${firstNumber + proofs.length}. ${title}`)
  const statements = images.length + (scanResults === '' ? 0 : OF_SCAN)
  for (const [title, reused] of [
    ['sign the images', 0],
    ['sign again, all is there', statements],
  ] as const) {
    begin(title)
    const request = { event, images, scanResults, sigstore, temp }
    const attested = await attestJob(place, request)
    broken.push(...brokenAttest(title, { statements, reused }, attested))
    proofs.push({ title, attested })
  }
  const { trustedRoot } = sigstore
  for (const [title, signer, outcome] of [
    ['verify them', signerOf(event), 'verified'],
    ['verify for another workflow', signerOf(event, OTHER_WORKFLOW), 'refused'],
  ] as const) {
    begin(title)
    const verified = await verifyJob(place, { event, images, signer, trustedRoot })
    broken.push(...brokenVerify(title, { outcome, images: images.length }, verified))
    proofs.push({ title, verified })
  }
  return { proofs, broken, trust: { trustedRoot, signer: signerOf(event), images } }
}

/** The last image of each component of the shop, by digest. */
const newestImages = ({ registry }: Place, story: readonly Told[]): string[] => {
  const builds = story.flatMap((told) => ('run' in told ? told.run.builds : []))
  const newest = new Map(builds.map(({ component, digest }) => [component, digest]))
  return [...newest].map(([component, digest]) => `${registry}/acme/shop/${component}@${digest}`)
}
