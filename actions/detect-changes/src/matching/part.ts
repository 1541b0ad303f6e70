import type { Segment } from '../glob/segment.ts'

/** `**`: any number of folders. */
export const FOLDERS: unique symbol = Symbol('**')

/** What a pattern says about one name of a path, or about any number of them. */
export type Part = Segment | typeof FOLDERS
