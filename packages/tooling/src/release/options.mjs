import { parseArgs } from 'node:util'
import { messageOf, TaskError } from '../errors.mjs'

/** @typedef {import('./types.d.mts').MakeOptions} MakeOptions */

/** @typedef {import('./types.d.mts').MoveOptions} MoveOptions */

/** @typedef {import('./types.d.mts').SmokeOptions} SmokeOptions */

const usage = `npm run release -- --dry-run | [--push]   [--version X.Y.Z] [--out FOLDER]
npm run release -- --move-major vX.Y.Z [--push]
npm run release -- --smoke FOLDER`

/** @param {string[]} args */
const parsed = (args) => {
  try {
    return parseArgs({
      args,
      options: {
        'dry-run': { type: 'boolean', default: false },
        push: { type: 'boolean', default: false },
        version: { type: 'string' },
        out: { type: 'string' },
        'move-major': { type: 'string' },
        smoke: { type: 'string' },
      },
    }).values
  } catch (error) {
    throw new TaskError(`${messageOf(error)}\n${usage}`)
  }
}

/**
 * @param {string[]} args
 * @returns {MakeOptions | MoveOptions | SmokeOptions}
 * @throws {TaskError} on what does not go together
 */
export const releaseOptions = (args) => {
  const { 'dry-run': dryRun, 'move-major': tag, push, version, out, smoke } = parsed(args)
  const making = dryRun || version !== undefined || out !== undefined
  const kinds = [making, tag !== undefined, smoke !== undefined].filter(Boolean)
  if (kinds.length > 1 || (push && (dryRun || smoke !== undefined)))
    throw new TaskError(`These options do not go together.\n${usage}`)
  if (tag !== undefined) return { kind: 'move-major', tag, push }
  if (smoke !== undefined) return { kind: 'smoke', folder: smoke }
  return {
    kind: 'make',
    dryRun,
    push,
    ...(version !== undefined && { version }),
    ...(out && { out }),
  }
}
