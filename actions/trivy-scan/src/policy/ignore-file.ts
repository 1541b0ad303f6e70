import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { YamlNode } from '@ci-kit/core/yaml-node'
import type { FindingKind } from '../findings/finding.ts'
import type { IgnoreEntry, IgnoreProblem } from './ignore-entry.ts'
import { readIgnoreEntry } from './read-ignore-entry.ts'

/** The text of an ignore file, with its path for messages. */
export type IgnoreFile = { readonly path: string; readonly text: string }

/** `yamlNode` of core, which callers load when there is a file to read. */
export type YamlReader = (text: string, origin: string, advice: string) => YamlNode

/** The entries of all files. Those that have expired hold no more, and fail the run. */
export type Ignores = {
  readonly entries: readonly IgnoreEntry[]
  readonly expired: readonly IgnoreEntry[]
}

export const NO_IGNORES: Ignores = { entries: [], expired: [] }

/**
 * Reads ignore files: trivy's `.trivyignore.yaml`, of which each entry has an
 * `owner` and the last day that it holds, `expired_at`. Throws
 * {@link UserError} that lists every bad entry of all files with its line.
 * `now` is in milliseconds since the epoch; days are those of UTC.
 */
export const readIgnoreFiles = (
  files: readonly IgnoreFile[],
  yaml: YamlReader,
  now: number,
): Ignores => {
  const problems: IgnoreProblem[] = []
  const all = files.flatMap((file) => entriesOf(file, yaml, problems))
  if (problems.length > 0) throw problemsError(problems)
  const today = new Date(now).toISOString().slice(0, 10)
  return {
    entries: all.filter(({ expires }) => expires >= today),
    expired: all.filter(({ expires }) => expires < today),
  }
}

const KINDS: ReadonlyMap<string, FindingKind> = new Map([
  ['vulnerabilities', 'vulnerability'],
  ['misconfigurations', 'misconfiguration'],
  ['secrets', 'secret'],
  ['licenses', 'license'],
])

const SAMPLE = `Write it as YAML, as trivy's .trivyignore.yaml, with an owner and a last day for each entry:
vulnerabilities:
  - id: CVE-2026-12345
    owner: team-web
    expired_at: 2026-12-31
    statement: Why it does no harm here`

const entriesOf = (
  { path, text }: IgnoreFile,
  yaml: YamlReader,
  problems: IgnoreProblem[],
): readonly IgnoreEntry[] => {
  const origin = `The ignore file '${visible(path, 200)}'`
  const content = yaml(text, origin, SAMPLE)
  if (content.kind === 'scalar' && content.isNull) return []
  if (content.kind !== 'map') throw new UserError(`${origin} is no YAML map. ${SAMPLE}`)
  return content.members.flatMap(({ name, line, value }) => {
    const report = (at: number, what: string) => problems.push({ file: path, line: at, what })
    const kind = KINDS.get(name)
    if (kind === undefined) {
      report(line, `'${visible(name, 60)}' is no section. Use ${[...KINDS.keys()].join(', ')}`)
      return []
    }
    if (value.kind === 'scalar' && value.isNull) return []
    if (value.kind !== 'list') {
      report(line, `'${name}' is no list. Write its entries as '- id: …'`)
      return []
    }
    return value.items
      .map((item) => readIgnoreEntry(item, { kind, file: path, problems }))
      .filter((entry) => entry !== undefined)
  })
}

const MAX_SHOWN = 50

const problemsError = (problems: readonly IgnoreProblem[]): UserError => {
  const shown = problems
    .slice(0, MAX_SHOWN)
    .map((problem) => `${placeOf(problem)}: ${problem.what}.`)
  const more = problems.length - shown.length
  const rest = more > 0 ? [`… and ${more} more.`] : []
  const title =
    problems.length === 1
      ? 'The ignore file has a bad entry:'
      : `The ignore files have ${problems.length} bad entries:`
  const [first] = problems
  const at = first === undefined ? {} : { file: first.file, line: first.line }
  return new UserError([title, ...shown, ...rest].join('\n'), at)
}

const placeOf = ({ file, line }: Pick<IgnoreProblem, 'file' | 'line'>): string =>
  `${visible(file, 200)}:${line}`

/** One sentence for an entry that has expired. */
export const expiredReason = (entry: IgnoreEntry): string =>
  `${placeOf(entry)}: the entry for ${visible(entry.id, 60)} (owner ${visible(entry.owner, 60)}) expired on ${entry.expires}. Remove it, or let its owner set a new 'expired_at'.`

/** One sentence for an entry that nothing was found for. */
export const unmatchedNotice = (entry: IgnoreEntry): string =>
  `${placeOf(entry)}: the entry for ${visible(entry.id, 60)} matches nothing that was found. Remove it if it is no longer needed.`
