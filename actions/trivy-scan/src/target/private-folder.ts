import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder } from '@ci-kit/core/adapters/make-folder'
import { messageOf, systemCode, UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'

/**
 * Does `work` with a folder in the temporary folder of the job that nobody
 * else may look into, and removes it whatever happens: it holds credentials,
 * reports and unpacked images. Throws {@link UserError} when there can be none.
 */
export const withPrivateFolder = async <T>(
  temp: string,
  work: (folder: string) => Promise<T>,
): Promise<T> => {
  const folder = await made(temp)
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const made = async (temp: string): Promise<string> => {
  try {
    // An earlier step may have removed it.
    await makeFolder(temp)
    return await mkdtemp(join(temp, 'trivy-scan-'))
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown
    throw new UserError(
      `The temporary folder '${visible(temp, 200)}' of the job cannot be used: ${visible(messageOf(thrown), 200)}. Let RUNNER_TEMP name a folder that the step may write to.`,
    )
  }
}
