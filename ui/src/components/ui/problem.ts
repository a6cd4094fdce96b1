import { useI18n } from 'vue-i18n'
import type { Problem } from '@/platform/bindings'
import { useFormat } from './format'

/** Values that are numbers of bytes, by code. */
const BYTES: Record<string, readonly string[]> = {
  HOST_NOT_ENOUGH_FREE_MEMORY: ['needed', 'available'],
  SR_FULL: ['requested', 'maximum'],
  disk_shrinks: ['size'],
  disk_size: ['least', 'most'],
  image_smaller: ['size'],
  image_too_large: ['size', 'room'],
  cloud_init_too_long: ['most'],
  not_enough_memory: ['needed', 'available'],
  sr_full: ['needed', 'available'],
  sr_may_fill: ['needed', 'available'],
  sr_overcommitted: ['needed', 'available'],
}
/** Values that are power states, one or several with commas between. */
const STATES = ['needed', 'actual', 'expected']
/** Values that are roles. */
const ROLES = ['role', 'least']
/** Where a problem of ours keeps what somebody else's software said. */
const DETAILS = ['reason', 'why', 'stderr', 'message']

/** How servers write the code of an error: pools a word, Xen Orchestra a number. */
const CODE = /^(?:[A-Z][A-Z0-9_]+|-?\d+)$/

/** Sentences for problems. */
export function useProblem() {
  const { t, te } = useI18n()
  const { bytes } = useFormat()
  const known = (key: string) => te(key) || te(key, 'en')

  function state(text: string): string {
    return text
      .split(', ')
      .map((one) => (known(`power.${one.toLowerCase()}`) ? t(`power.${one.toLowerCase()}`) : one))
      .join(', ')
  }

  /** The values of a sentence, each as the language writes it. */
  function values({ code, params }: Problem): Record<string, string> {
    const shown = { ...params }
    for (const [name, value] of Object.entries(params)) {
      if (BYTES[code]?.includes(name)) shown[name] = Number(value) > 0 ? bytes(Number(value)) : value
      else if (STATES.includes(name)) shown[name] = state(value)
      else if (ROLES.includes(name) && known(`role.${value}`)) shown[name] = t(`role.${value}`)
      else if (name === 'operation' && known(`operation.${value}`)) shown[name] = t(`operation.${value}`)
    }
    return shown
  }

  return {
    /** What is wrong, in one sentence. */
    sentence(problem: Problem): string {
      const key = `problem.${problem.code}`
      if (known(key)) return t(key, values(problem))
      const family = key.replace(/_\d+$/, '')
      if (family !== key && known(family)) return t(family, values(problem))
      return t('problem.other', { ...problem.params, code: problem.code })
    },
    /** What lies behind the sentence, to be read and copied by who knows: the server's own error, or a reason. */
    detail(problem: Problem): { text: string; fromServer: boolean } {
      const { raw } = problem
      if (raw.length > 0) return { text: raw.join('\n'), fromServer: CODE.test(raw[0] ?? '') }
      const found = DETAILS.flatMap((name) => problem.params[name] ?? [])
      return { text: found.join('\n'), fromServer: false }
    },
  }
}
