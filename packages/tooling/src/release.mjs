import { resolve } from 'node:path'
import { bundleComplaints } from './check.mjs'
import { compile } from './compile.mjs'
import { TaskError } from './errors.mjs'
import { nodeRuntime } from './node-runtime.mjs'
import { step } from './progress.mjs'
import { makeRelease } from './release/make.mjs'
import { moveMajor } from './release/move-major.mjs'
import { releaseOptions } from './release/options.mjs'
import { smoke } from './release/smoke.mjs'

/**
 * `npm run release`: makes a release, tests the tree of one, or moves the tag
 * that users follow.
 * @param {string} root
 * @param {string[]} args
 * @throws {TaskError}
 */
export const release = async (root, args) => {
  const options = releaseOptions(args)
  const node = nodeRuntime(root)
  if (options.kind === 'move-major') return moveMajor(root, options.tag, options.push)
  if (options.kind === 'smoke') {
    const complaints = await step({ title: 'smoke test', why: options.folder }, () =>
      smoke(resolve(root, options.folder), node),
    )
    if (complaints.length > 0) throw new TaskError(complaints.join('\n'))
    return
  }
  await makeRelease(root, options, {
    node,
    bundleComplaints: async () => {
      await compile(root)
      return bundleComplaints(root)
    },
  })
}
