import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { runOnConnection } from '@/modules/requestJob'
import { asProblem } from '@/platform'
import type { ConnectionId, ConnectionView } from '@/platform/bindings'
import { connectionOf } from '@/stores/connections'
import { notify } from '@/stores/notices'
import { goToConnection } from '@/stores/selection'

/** The ways to the pool that a connection leads to: itself first; alone where there is no other. */
export function useWays(id: () => ConnectionId): {
  ways: ComputedRef<ConnectionView[]>
  /** By what a way leads there. */
  label(way: ConnectionView): string
  /** Shows the pool by another way from now on. */
  prefer(way: ConnectionId): Promise<void>
} {
  const { t } = useI18n()
  const ways = computed(() => {
    const own = connectionOf(id())
    if (!own) return []
    return [own, ...own.sameAs.flatMap((other) => connectionOf(other) ?? [])]
  })

  function label({ kind, parent, address }: ConnectionView): string {
    const orchestra = kind === 'xoPool' && parent !== null ? connectionOf(parent) : undefined
    return orchestra ? t('xo.wayXo', { name: orchestra.name }) : t('xo.wayDirect', { address })
  }

  async function prefer(way: ConnectionId): Promise<void> {
    try {
      await runOnConnection('preferWay', way)
      goToConnection(way)
    } catch (error) {
      notify(asProblem(error), { connection: way })
    }
  }

  return { ways, label, prefer }
}
