export const visitProblems = {}
