/** Whether the members of package managers' workspaces become components. */
export const WORKSPACES = ['none', 'auto'] as const
export type Workspaces = (typeof WORKSPACES)[number]

export type DiscoverInputs = {
  /** Patterns for folders, one a line; '' for none. */
  readonly discover: string
  readonly workspaces: Workspaces
}

/** Whether anything is to be discovered at all. */
export const isDiscovering = ({ discover, workspaces }: DiscoverInputs): boolean =>
  discover.trim() !== '' || workspaces !== 'none'
