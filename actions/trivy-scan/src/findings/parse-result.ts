import { httpsAddress } from './address.ts'
import type { License, Misconfiguration, Package, Secret } from './finding.ts'
import { type Place, severityIn } from './parse-vulnerability.ts'
import { type At, choiceIn, countIn, nameIn, objectIn, textIn, textsIn } from './report-json.ts'

/** What trivy calls the target of findings in an image's configuration is the image's name: it is no file. */
export const IMAGE_CONFIGURATION = 'image configuration'

/** A misconfiguration, or undefined for a check that passed or was excepted. */
export const parseMisconfiguration = (at: At, place: Place): Misconfiguration | undefined => {
  // A missing status is none of trivy's, and counts as a failure.
  const status = choiceIn(at, 'Status', ['FAIL', 'PASS', 'EXCEPTION'])
  if (status !== 'FAIL') return undefined
  return {
    kind: 'misconfiguration',
    id: nameIn(at, 'ID'),
    severity: severityIn(at),
    title: textIn(at, 'Title'),
    description: textIn(at, 'Description'),
    url: httpsAddress(textIn(at, 'PrimaryURL')),
    ...where(place),
    ...lines(objectIn(at, 'CauseMetadata'), place),
    message: textIn(at, 'Message'),
    resolution: textIn(at, 'Resolution'),
  }
}

/** A secret, without `Match` and `Code`: the lines around a masked secret may hold another in the clear. */
export const parseSecret = (at: At, place: Place): Secret => ({
  kind: 'secret',
  id: nameIn(at, 'RuleID'),
  severity: severityIn(at),
  title: textIn(at, 'Title'),
  description: '',
  url: '',
  ...where(place),
  ...lines(at, place),
  category: textIn(at, 'Category'),
})

/** The licence of a package, or of a file where trivy names no package. */
export const parseLicense = (at: At, place: Place): License => {
  const name = nameIn(at, 'Name')
  const packageName = textIn(at, 'PkgName')
  return {
    kind: 'license',
    id: name,
    severity: severityIn(at),
    title: name,
    description: '',
    url: httpsAddress(textIn(at, 'Link')),
    ...where(place),
    packageName,
    file: packageName === '' ? relative(textIn(at, 'FilePath')) : '',
    category: textIn(at, 'Category') || 'unknown',
  }
}

/** A package that was seen (Package in trivy's pkg/fanal/types/package.go). */
export const parsePackage = (at: At, { target, path }: Place): Package => ({
  name: textIn(at, 'Name'),
  version: versionOf(at),
  purl: textIn(objectIn(at, 'Identifier'), 'PURL'),
  path: textIn(at, 'FilePath') || path,
  target,
  licenses: textsIn(at, 'Licenses'),
})

/** `1:5.2-r0`, as trivy writes a vulnerability's installed version (FormatVersion, pkg/scan/utils). */
const versionOf = (at: At): string => {
  const version = textIn(at, 'Version')
  if (version === '') return ''
  const release = textIn(at, 'Release')
  const epoch = countIn(at, 'Epoch')
  return `${epoch === 0 ? '' : `${epoch}:`}${version}${release === '' ? '' : `-${release}`}`
}

const where = ({ target, platforms }: Place) => ({ target, platforms })

/** Lines of an image's configuration are those of its JSON: they tell two findings apart, but are in no file. */
const lines = (at: At, { target }: Place) => ({
  file: target === IMAGE_CONFIGURATION ? '' : relative(target),
  startLine: countIn(at, 'StartLine'),
  endLine: countIn(at, 'EndLine'),
})

/** Files of an image are absolute in some of trivy's results and relative in others. */
export const relative = (path: string): string => path.replace(/^\/+/, '')
