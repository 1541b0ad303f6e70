import { UserError } from '@ci-kit/core/errors'
import { isObject, type Json } from '@ci-kit/core/json'
import type { OutputFolder } from '@ci-kit/core/output-folder'
import type { Artifact } from '@ci-kit/trivy-scan/artifact/artifact'
import type { FilePorts } from '@ci-kit/trivy-scan/artifact/write-files'
import type { OrderedScan } from '@ci-kit/trivy-scan/scanner'
import type { ScanReport } from '@ci-kit/trivy-scan/trivy/run-scan'
import type { ScanResult } from '@ci-kit/trivy-scan/trivy/scan-all'
import { type Result, report, system } from '../findings/reports.ts'
import { PLACES } from '../trivy/samples.ts'

/** What trivy says of one subject: these results, or why it failed, or another report. */
export type Said = readonly Result[] | UserError | { readonly other: Json }

export const jsonOf = (text: string): Json => {
  const value: unknown = JSON.parse(text)
  if (!isObject(value)) throw new Error('no object')
  return value
}

export const scanReport = (
  results: readonly Result[] = [system()],
  warnings: readonly string[] = [],
): ScanReport => ({
  kind: 'report',
  report: jsonOf(report(results)),
  places: PLACES,
  warnings,
})

const resultOf = (said: Said): ScanResult => {
  if (said instanceof UserError) return { kind: 'failed', error: said }
  return 'other' in said ? { ...scanReport(), report: said.other } : scanReport(said)
}

/** Scans that answer as the test says; notes the plans. */
export const scripted = (says: (plan: OrderedScan) => Said) => {
  const plans: OrderedScan[] = []
  const scan = async (all: readonly OrderedScan[]): Promise<readonly ScanResult[]> => {
    plans.push(...all)
    return all.map((plan) => resultOf(says(plan)))
  }
  return { scan, plans }
}

/** `r.test/<name>:1` with these platforms. */
export const imageOf = (
  name: string,
  platforms: readonly string[] = ['linux/amd64'],
): Artifact => ({
  name: `r.test/${name}:1`,
  reference: `r.test/${name}@sha256:${name}`,
  digest: `sha256:${name}`,
  parts: platforms.map((platform, index) => ({
    platform,
    digest: `sha256:${name}${index}`,
    subject: { kind: 'registry', reference: `r.test/${name}@sha256:${name}${index}` },
  })),
})

/** A folder in memory; writing a name that `fails` holds is an error for the author. */
export const memoryFolder = (fails: (name: string) => boolean = () => false) => {
  const files = new Map<string, string>()
  const place = async (name: string): Promise<string> => {
    if (fails(name)) throw new UserError(`No room for ${name}.`)
    files.delete(name)
    return `/out/${name}`
  }
  const folder: OutputFolder = {
    path: '/out',
    place,
    write: async (name, content) => {
      const path = await place(name)
      files.set(name, Buffer.from(content).toString())
      return path
    },
  }
  const convert: FilePorts['convert'] = async (_, format, output) => {
    files.set(output.replace('/out/', ''), format)
  }
  return { folder, convert, files }
}
