import { useI18n } from 'vue-i18n'
import { useFormat } from '@/components/ui/format'
import type { ConnectionView } from '@/platform/bindings'
import { isServerOff } from '@/stores/connections'

/** How a connection stands, in a word or two. */
export function useConnectionWord(): (connection: ConnectionView) => string {
  const { t } = useI18n()
  const { ago } = useFormat()
  return (connection) => {
    const { state } = connection
    if (isServerOff(connection)) return t('xo.serverOff')
    if (state.is !== 'stale') return t(`connection.${state.is}`)
    return state.since === null
      ? t('connection.staleNever')
      : t('connection.stale', { age: ago(state.since) })
  }
}
