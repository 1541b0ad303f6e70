import { UserError } from '@ci-kit/core/errors'
import { inParallel } from '@ci-kit/core/in-parallel'
import type { OutputFolder } from '@ci-kit/core/output-folder'
import { withoutPrivateParts } from '../findings/public-report.ts'
import type { ReportFormat } from '../inputs/formats.ts'
import { reportFileName } from '../report/file-names.ts'
import { findingsJson } from '../report/findings-json.ts'
import { type ScanRecord, vulnsPredicates } from '../report/vulns-predicate.ts'
import type { SbomFormat } from '../trivy/convert.ts'
import type { ScanReport } from '../trivy/run-scan.ts'
import type { ArtifactFile } from './artifact-files.ts'
import type { Result } from './result.ts'

export type FilePorts = {
  readonly folder: OutputFolder
  /** Makes trivy's own bill of materials of one of its reports. */
  convert(report: ScanReport, format: SbomFormat, output: string): Promise<void>
}

export type FileOptions = {
  readonly formats: ReadonlySet<ReportFormat>
  /** Undefined when nobody looked for vulnerabilities: then nothing may claim that there are none. */
  readonly record: ScanRecord | undefined
}

export type WrittenFiles = {
  readonly files: readonly ArtifactFile[]
  /** Why a wanted file is missing. */
  readonly failures: readonly UserError[]
}

/** A bill of materials that is not yet made does not hold up the others. */
const AT_ONCE = 2

/** Writes the wanted files of an artifact. One that cannot be made does not take the others along. */
export const writeFiles = async (
  result: Result,
  options: FileOptions,
  ports: FilePorts,
): Promise<WrittenFiles> => {
  const wanted = writings(result, options, ports).filter(({ format }) =>
    options.formats.has(format),
  )
  const done = await inParallel(wanted, AT_ONCE, async ({ write, ...about }): Promise<Attempt> => {
    try {
      return { file: { ...about, path: await write() } }
    } catch (thrown) {
      if (thrown instanceof UserError) return { failure: thrown }
      throw thrown
    }
  })
  return {
    files: done.flatMap((one) => ('file' in one ? [one.file] : [])),
    failures: done.flatMap((one) => ('failure' in one ? [one.failure] : [])),
  }
}

type Attempt = { readonly file: ArtifactFile } | { readonly failure: UserError }

type Writing = Omit<ArtifactFile, 'path'> & {
  /** Answers the path. */
  write(): Promise<string>
}

/** Those that trivy makes last: the others are written while it is at them. */
const writings = (result: Result, options: FileOptions, ports: FilePorts): readonly Writing[] => [
  ...wholeWritings(result, ports),
  ...predicateWritings(result, options, ports),
  ...partWritings(result, ports),
]

const partWritings = (
  { subject, scanned }: Result,
  { folder, convert }: FilePorts,
): readonly Writing[] => {
  const parts = numbered(
    scanned.parts.map(({ part: { platform, digest }, report }) => ({ platform, digest, report })),
  )
  const boms = (format: 'cyclonedx' | 'spdx', as: SbomFormat, ending: string) =>
    parts.map(({ label, report, ...about }) => ({
      ...about,
      format,
      write: async () => {
        const output = await folder.place(reportFileName(subject.name, label, ending))
        await convert(report, as, output)
        return output
      },
    }))
  return [
    ...parts.map(({ label, report, ...about }) => {
      const name = reportFileName(subject.name, label, 'trivy.json')
      const write = () => folder.write(name, indented(withoutPrivateParts(report.report)))
      return { ...about, format: 'json' as const, write }
    }),
    ...boms('cyclonedx', 'cyclonedx', 'cdx.json'),
    ...boms('spdx', 'spdx-json', 'spdx.json'),
  ]
}

const wholeWritings = (
  { subject, facts, sarif }: Result,
  { folder }: FilePorts,
): readonly Writing[] => {
  const name = reportFileName(subject.name, '', 'findings.json')
  const verdict = { passed: facts.passed, reason: facts.verdict }
  return [
    {
      format: 'findings',
      write: () => folder.write(name, findingsJson(subject, verdict)),
    },
    ...sarif.map(({ text }, index) => {
      // Only an artifact of very many platforms has a second one.
      const part = index === 0 ? '' : `part/${index + 1}`
      const write = () => folder.write(reportFileName(subject.name, part, 'sarif'), text)
      return { format: 'sarif' as const, write }
    }),
  ]
}

const predicateWritings = (
  { subject }: Result,
  { record }: FileOptions,
  { folder }: FilePorts,
): readonly Writing[] =>
  numbered(record ? vulnsPredicates(subject, record) : []).map(
    ({ label, platform, digest, predicate }) => ({
      format: 'vulns',
      platform,
      digest,
      write: () =>
        folder.write(reportFileName(subject.name, label, 'vulns.json'), indented(predicate)),
    }),
  )

/** An index may hold one platform twice, for two versions of Windows: the second is numbered. */
const numbered = <T extends { readonly platform: string }>(
  all: readonly T[],
): readonly (T & { readonly label: string })[] => {
  // A platform of the image may be called as a numbered one is.
  const taken = new Set(all.map(({ platform }) => platform))
  return all.map((one, index) => {
    const { platform } = one
    if (all.findIndex((other) => other.platform === platform) === index)
      return { ...one, label: platform }
    let number = 2
    while (taken.has(`${platform}/${number}`)) number += 1
    const label = `${platform}/${number}`
    taken.add(label)
    return { ...one, label }
  })
}

const indented = (value: object): string => `${JSON.stringify(value, null, 2)}\n`
