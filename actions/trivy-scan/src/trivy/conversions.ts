import { constants, copyFile } from 'node:fs/promises'
import { inParallel } from '@ci-kit/core/in-parallel'
import { convert, type SbomFormat } from './convert.ts'
import type { ScanReport, Trivy } from './run-scan.ts'

/** A report and the bills of materials that are wanted of it. */
export type WantedBoms = { readonly report: ScanReport; readonly boms: readonly SbomFormat[] }

/** Bills of materials in the making. */
export type Conversions = {
  /** Puts one to `output`, where nothing is, as soon as it is made. Throws what `convert` throws. */
  take(report: ScanReport, format: SbomFormat, output: string): Promise<void>
}

/** Two cores convert no more at a time. */
const AT_ONCE = 2

/** Begins to convert at once: the reports are read and judged while trivy is at it. */
export const beginConversions = (
  trivy: Pick<Trivy, 'exec' | 'program' | 'env'>,
  wanted: readonly WantedBoms[],
): Conversions => {
  const tasks = wanted.flatMap(({ report, boms }) =>
    boms.map((format) => ({ report, format, ...Promise.withResolvers<string>() })),
  )
  // Whoever takes it hears of a failure, and nobody else.
  for (const { promise } of tasks) promise.catch(() => {})
  void inParallel(tasks, AT_ONCE, async ({ report, format, resolve, reject }) => {
    const made = `${report.places.report}.${format}.bom`
    await convert(trivy, report, format, made).then(() => resolve(made), reject)
  })
  return {
    take: async (report, format, output) => {
      const begun = tasks.find((task) => task.report === report && task.format === format)
      await (begun === undefined
        ? convert(trivy, report, format, output)
        : copyFile(await begun.promise, output, constants.COPYFILE_EXCL))
    },
  }
}
