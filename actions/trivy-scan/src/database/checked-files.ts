import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { systemCode } from '@ci-kit/core/errors'
import { DatabaseFault } from './fault.ts'
import type { DatabaseKind } from './kind.ts'
import { METADATA_BYTES, type Metadata, parseMetadata } from './metadata.ts'

/** Checks that a folder holds a whole database and says how old it is. Throws {@link DatabaseFault}. */
export const checkedFiles = async (folder: string, kind: DatabaseKind): Promise<Metadata> => {
  const file = join(folder, kind.file)
  const metadata = join(folder, 'metadata.json')
  await sizeOf(file, kind.file)
  const size = await sizeOf(metadata, 'metadata.json')
  if (size > METADATA_BYTES)
    throw new DatabaseFault(`its metadata.json has ${size} bytes, more than ${METADATA_BYTES}`)
  const parsed = parseMetadata(await readFile(metadata), kind)
  const fault = await kind.fileFault(file)
  if (fault !== undefined) throw new DatabaseFault(`its ${kind.file} is corrupt: ${fault}`)
  return parsed
}

const sizeOf = async (path: string, name: string): Promise<number> => {
  const found = await stat(path).catch((thrown: unknown) => {
    if (systemCode(thrown) !== 'ENOENT') throw thrown
  })
  if (found === undefined) throw new DatabaseFault(`its ${name} is missing`)
  if (!found.isFile()) throw new DatabaseFault(`its ${name} is no file`)
  return found.size
}
