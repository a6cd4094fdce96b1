import { computed, type ComputedRef, onScopeDispose, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useFormat } from '@/components/ui/format'
import type { ConnectionState } from '@/platform/bindings'

/** When a lost connection is tried again, counting down. */
export function useNextTry(state: ComputedRef<ConnectionState | undefined>): ComputedRef<string> {
  const { t } = useI18n()
  const { duration } = useFormat()
  const now = shallowRef(Date.now())
  const timer = setInterval(() => (now.value = Date.now()), 1000)
  onScopeDispose(() => clearInterval(timer))

  return computed(() => {
    const lost = state.value
    if (lost?.is !== 'stale' && lost?.is !== 'emergency') return ''
    const { nextTry } = lost
    if (lost.is === 'stale' && lost.trying) return t('connection.tryingAt', { address: lost.trying })
    const seconds = nextTry === null ? 0 : Math.ceil((nextTry - now.value) / 1000)
    return seconds > 0 ? t('connection.nextTry', { time: duration(seconds) }) : t('connection.tryingNow')
  })
}
