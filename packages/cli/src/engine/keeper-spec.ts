/** A daemon and what has to be gone when its owner is. */
export type KeeperSpec = {
  /** Program and arguments of the daemon; none when only `atEnd` matters. */
  readonly daemon?: readonly string[]
  /** How long the daemon may take to end when asked, before it is killed. */
  readonly graceMs: number
  /** Where the daemon's output goes. */
  readonly log: string
  /** Removed at the end, with everything in it. */
  readonly folder: string
  /** Control group of the daemon's own making, removed at the end. */
  readonly controlGroup?: string
  /** Commands to run at the end, in order. */
  readonly atEnd?: readonly (readonly string[])[]
}

/** What the owner says to a keeper, one word a line. The end of the input means: end. */
export type KeeperWord = 'start' | 'stop' | 'stay'

/** What a keeper answers, one word a line. `ended` also comes when the daemon ends by itself. */
export type KeeperAnswer = 'started' | 'ended'
