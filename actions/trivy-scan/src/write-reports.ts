import { UserError } from '@ci-kit/core/errors'
import { inParallel } from '@ci-kit/core/in-parallel'
import type { OutputFolder } from '@ci-kit/core/output-folder'
import { type FilePorts, writeFiles } from './artifact/write-files.ts'
import type { ResultWithFiles } from './outputs.ts'
import type { Told } from './publish.ts'
import type { ScanRecord } from './report/vulns-predicate.ts'

/** Each starts as many programs as two cores can use. */
const AT_ONCE = 1

/** Writes the wanted files of all artifacts; what could not be written is told apart. */
export const writeReports = async (
  told: Told,
  ports: Pick<FilePorts, 'convert'> & { now(): number },
): Promise<{
  readonly written: readonly ResultWithFiles[]
  readonly failures: readonly UserError[]
}> => {
  const { formats } = told.inputs.reports
  const { folder } = told.prepared
  const record = recordOf(told, ports.now())
  const all = await inParallel(told.results, AT_ONCE, async (result) => ({
    result,
    ...(await writeFiles(result, { formats, record }, { folder, convert: ports.convert })),
  }))
  return {
    written: all.map(({ result, files }) => ({ ...result, files })),
    failures: all.flatMap(({ failures }) => failures),
  }
}

const recordOf = (
  { prepared: { database, trivy }, startedAt }: Told,
  finishedAt: number,
): ScanRecord | undefined =>
  database && {
    trivyVersion: trivy.version,
    database: {
      // A path on this machine says nothing to anybody else.
      source: database.source === 'offline' ? '' : database.repository,
      digest: database.manifestDigest,
      updatedAt: database.updatedAt.toISOString(),
    },
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: new Date(finishedAt).toISOString(),
  }

/** A file of the whole step: its path, '' when it is not there. */
export type WrittenText = { readonly path: string; readonly failures: readonly UserError[] }

/** Writes a file of the whole step, if it is wanted. */
export const writeText = async (
  folder: OutputFolder,
  { name, isWanted }: { readonly name: string; readonly isWanted: boolean },
  content: string,
): Promise<WrittenText> => {
  if (!isWanted) return { path: '', failures: [] }
  try {
    return { path: await folder.write(name, content), failures: [] }
  } catch (thrown) {
    if (thrown instanceof UserError) return { path: '', failures: [thrown] }
    throw thrown
  }
}
