/** Outputs that every run has; the others are named after the components. */
export const OWN_OUTPUTS = [
  'changes',
  'has-changes',
  'matrix',
  'matrix-2',
  'matrix-3',
  'matrix-4',
  'docs-only',
  'base',
  'head',
  'base-reason',
  'reliable',
  'reason',
  'explanation',
  'explanation-path',
] as const

/** The outputs named after a component. */
export const componentOutputs = (component: string) => ({
  selected: component,
  count: `${component}_count`,
  files: `${component}_files`,
  filesPath: `${component}_files_path`,
})
