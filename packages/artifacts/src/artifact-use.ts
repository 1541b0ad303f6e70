/** What an action needs artifacts for, in the words of its messages. */
export type ArtifactUse = {
  /** What does not happen without the service: `The bundles cannot be stored as an artifact`. */
  readonly undone: string
  /** A sentence for runners that have no such service. */
  readonly withoutService: string
  /** Another way, after "or": `use 'store: registry'`; '' where there is none. */
  readonly alternative: string
}

/** The end of an advice. */
export const orElse = ({ alternative }: ArtifactUse): string =>
  alternative === '' ? '' : `, or ${alternative}`
