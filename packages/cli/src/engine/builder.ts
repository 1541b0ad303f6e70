/** A builder for buildx that nobody else uses. */
export type Builder = {
  /**
   * Merge into a step's environment: PATH with buildx, BUILDX_BUILDER,
   * BUILDX_CONFIG, and a DOCKER_CONFIG without credentials.
   */
  readonly env: Readonly<Record<string, string>>
  /** Leaves it running after this process; answers the process to end with SIGTERM. */
  stay(): number
  stop(): Promise<void>
}
