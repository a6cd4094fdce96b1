import { useI18n } from 'vue-i18n'
import type { Problem } from '@/platform/bindings'

/** Sentences for problems. */
export function useProblem() {
  const { t, te } = useI18n()
  return {
    /** What is wrong, in one sentence. */
    sentence(problem: Problem): string {
      const key = `problem.${problem.code}`
      if (te(key) || te(key, 'en')) return t(key, problem.params)
      return t('problem.other', { code: problem.code, ...problem.params })
    },
  }
}
