import { useI18n } from 'vue-i18n'
import { useFormat } from '@/components/ui/format'
import type { ConnectionView, Status } from '@/platform/bindings'
import { isServerOff } from '@/stores/connections'

/** How a connection stands, as a mark: what nobody can be sure of is not marked as live. */
export function connectionMark({ status, unsure }: ConnectionView): Status {
  return unsure ? 'degraded' : status
}

/** How a connection stands, in a word or two. */
export function useConnectionWord(): (connection: ConnectionView) => string {
  const { t } = useI18n()
  const { ago } = useFormat()
  return (connection) => {
    const { state } = connection
    if (isServerOff(connection)) return t('xo.serverOff')
    if (connection.unsure) return t('connection.unsure')
    if (state.is !== 'stale') return t(`connection.${state.is}`)
    return state.since === null
      ? t('connection.staleNever')
      : t('connection.stale', { age: ago(state.since) })
  }
}
