/** What to select when nobody can tell what changed: every component, none, or the step fails. */
export const ON_UNCERTAIN = ['all', 'fail', 'none'] as const
export type OnUncertain = (typeof ON_UNCERTAIN)[number]
