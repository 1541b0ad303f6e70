import { rmSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { PUSH_TO_MAIN } from '../step/environment.ts'
import { buildJob } from './build-job.ts'
import type { Chapter } from './chapter.ts'
import type { Place } from './job.ts'
import { LARGE_IMAGE_STEPS, largeImage, MEBIBYTE } from './large-image.ts'
import { type Telling, tell } from './tell.ts'

/** A build of the large image. */
type LargeChapter = Chapter & { readonly changesLine?: true }

const COMPONENT = 'large'

/** The chapters for an image of this many MiB. */
export const largeStory = (mebibytes: number): readonly LargeChapter[] => {
  const name = 'large image'
  const common = {
    selected: [COMPONENT],
    skip: 'never',
    steps: { [COMPONENT]: LARGE_IMAGE_STEPS },
    bytesAtLeast: mebibytes * MEBIBYTE,
  } as const
  return [
    { ...common, title: `${name}, first push`, outcome: 'built' },
    { ...common, title: `${name}, built all the same`, outcome: 'cached' },
    { ...common, title: `${name}, one line`, outcome: 'built', rateAbove: 80, changesLine: true },
  ]
}

export type LargeOptions = {
  /** Size of the image. */
  readonly mebibytes: number
  /** Where the image's files go for as long as it is built; its file system has to have the space. */
  readonly folder: string
  readonly say: (line: string) => void
  /** Number of the first chapter in the story. */
  readonly firstNumber: number
}

/** Builds a large image three times, or tells why it is left out. */
export const tellLarge = async (place: Place, options: LargeOptions): Promise<Telling> => {
  const { mebibytes, folder, say, firstNumber } = options
  const lack = lackOfSpace(mebibytes, await freeBytes(folder))
  if (lack !== undefined) return largeLeftOut(lack)
  const workspace = join(folder, COMPONENT)
  try {
    say(
      `\nAn image of ${mebibytes} MiB, nearly all of it random bytes, which nothing makes smaller.`,
    )
    const image = await largeImage(workspace, mebibytes, place.signal)
    const play = async (chapter: LargeChapter) => {
      if (chapter.changesLine) image.changeLine()
      const build = await buildLarge({ ...place, workspace }, chapter)
      return { selected: [COMPONENT], builds: [build], seconds: build.seconds }
    }
    return await tell(largeStory(mebibytes), play, say, firstNumber)
  } finally {
    rmSync(workspace, { recursive: true, force: true })
  }
}

/** One line of the story in place of the chapters. */
export const largeLeftOut = (reason: string): Telling => ({
  story: [{ title: 'large image', leftOut: reason }],
  broken: [],
})

const buildLarge = (place: Place, { skip }: Chapter) => {
  // Nothing makes random bytes smaller; this spends the least time on trying.
  const inputs = {
    'image-name': `acme/${COMPONENT}`,
    compression: 'zstd',
    'compression-level': '1',
  }
  return buildJob(place, { component: COMPONENT, event: PUSH_TO_MAIN, skip, inputs })
}

/**
 * The first push has at the same time, in sizes of the image, the file, the
 * builder's copies of it and the registry's: about 6 were measured. The rest is
 * room to spare.
 */
const SPACE_IN_IMAGES = 7.5

/** Why there is not enough space, undefined when there is. */
export const lackOfSpace = (mebibytes: number, free: number): string | undefined => {
  const needed = SPACE_IN_IMAGES * mebibytes * MEBIBYTE
  if (free >= needed) return undefined
  return `only ${gigabytes(Math.floor, free)} free, needs ${gigabytes(Math.ceil, needed)}`
}

/** Rounded away from each other, so that the two never look the same. */
const gigabytes = (round: (value: number) => number, bytes: number): string =>
  `${(round(bytes / 1e8) / 10).toFixed(1)} GB`

const freeBytes = async (folder: string): Promise<number> => {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}
