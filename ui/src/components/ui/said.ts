import { useI18n } from 'vue-i18n'
import type { Problem } from '@/platform/bindings'

import { useProblem } from './problem'
import { useWords } from './words'

/** `VM_CHECKPOINTED` as people write it. */
function readable(code: string): string {
  const text = code.replace(/_+/g, ' ').trim().toLowerCase()
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** What a pool said, as a sentence; what we have none for, as its own words can be read. */
export function useSaid(): (problem: Problem) => string {
  const { te } = useI18n()
  const word = useWords()
  const { sentence } = useProblem()

  return function said(problem) {
    // Ours are written small, the pool's in capitals.
    if (te(`problem.${problem.code}`, 'en') && problem.code === problem.code.toLowerCase()) return sentence(problem)
    return word(`message.${problem.code}`, readable(problem.code))
  }
}
