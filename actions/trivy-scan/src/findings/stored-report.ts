import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { Baseline } from '../policy/baseline.ts'
import { mergeScans } from './merge-platforms.ts'
import { readReport } from './parse-report.ts'
import { type At, objectIn, rootOf, textIn, type Unreadable } from './report-json.ts'
import { storedFindings } from './stored-findings.ts'

const LONGEST_PATH = 200

/**
 * The baseline in a stored report: this action's own findings, or trivy's JSON.
 * What was ignored when it was stored was there all the same, so it counts.
 * Trivy's JSON is of one platform, which it tells of an image.
 *
 * @param path of the file, for messages and as the baseline's name.
 * @throws UserError for what is neither.
 */
export const storedBaseline = (text: string, path: string): Omit<Baseline, 'sameDatabase'> => {
  const root = rootOf(text, unreadableIn(path))
  if (Object.hasOwn(root.value, 'schemaVersion')) return named(path, storedFindings(root))
  if (Object.hasOwn(root.value, 'SchemaVersion')) return named(path, trivysFindings(root))
  throw root.unreadable("it is neither this action's findings nor trivy's JSON.")
}

const unreadableIn =
  (path: string): Unreadable =>
  (what) =>
    new UserError(
      `Input 'baseline' names '${visible(path, LONGEST_PATH)}', which cannot be compared with: ${what} Store the file of format 'findings' or 'json' that this action writes, or what trivy writes with '--format json --list-all-pkgs'.`,
    )

const named = (
  path: string,
  { reference, ...rest }: { readonly reference: string } & Pick<Baseline, 'findings' | 'scans'>,
) => ({ name: reference === '' ? path : `${path} (${reference})`, ...rest })

const trivysFindings = (root: At) => {
  const { scan } = readReport(root, { platform: platformOf(root), digest: '' })
  const { platform, packages } = scan
  return {
    reference: textIn(root, 'ArtifactName'),
    findings: mergeScans([scan]),
    scans: [{ platform, packages }],
  }
}

/** A word of the image specification's platforms. */
const WORD = /^[a-z0-9]{1,40}$/

/** `linux/arm/v7`, from the configuration of the image; '' when that is not there, or of another form. */
const platformOf = (root: At): string => {
  const configuration = objectIn(objectIn(root, 'Metadata'), 'ImageConfig')
  const [os, architecture, variant] = ['os', 'architecture', 'variant'].map((name) =>
    textIn(configuration, name),
  )
  const words = [os, architecture, ...(variant === '' ? [] : [variant])]
  return words.every((word) => word !== undefined && WORD.test(word)) ? words.join('/') : ''
}
