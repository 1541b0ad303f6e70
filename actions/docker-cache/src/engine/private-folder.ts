import { randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { CleanUps } from './clean-ups.ts'

/** Folders in the temporary folder of the job that nobody else may look into. */
export type PrivateFolders = {
  make(): Promise<string>
  /** Removes all that were made; the post step does it when this process is killed before. */
  remove(): Promise<void>
}

export const privateFolders = (temp: string, cleanUps: CleanUps): PrivateFolders => {
  const made: string[] = []
  return {
    make: async () => {
      const path = join(temp, `docker-cache-${randomUUID()}`)
      cleanUps.expect({ kind: 'folder', path })
      made.push(path)
      // An earlier step may have removed it.
      await mkdir(temp, { recursive: true })
      await mkdir(path, { mode: 0o700 })
      return path
    },
    remove: async () => {
      for (const path of made) {
        await rm(path, { recursive: true, force: true })
        cleanUps.settle({ kind: 'folder', path })
      }
    },
  }
}
