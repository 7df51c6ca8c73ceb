export const portalProblems = {}
