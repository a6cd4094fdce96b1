import { watch } from 'vue'
import { api } from '@/platform'
import { connections } from '@/stores/connections'
import { go } from '@/stores/selection'
import { startup } from '@/stores/startup'

const GIVE_UP_MS = 60_000

/** Selects what the command line named, once some pool has it. */
export function useCommandLine(): void {
  const name = startup.value?.select
  if (!name) return
  const tab = startup.value?.tab ?? undefined
  const until = Date.now() + GIVE_UP_MS
  let done = false

  async function look(): Promise<void> {
    const hits = await api.search(name as string, 1).catch(() => [])
    const hit = hits[0]
    if (!hit || done) return
    done = true
    stop()
    go(hit.object, tab)
  }

  // While a pool is still on its way, the name may stand for something in it.
  const settled = () =>
    connections.value.length > 0 &&
    connections.value.every(({ state }) => state.is !== 'connecting' && state.is !== 'syncing')

  const stop = watch(
    connections,
    () => {
      if (Date.now() > until) stop()
      else if (settled()) void look()
    },
    { immediate: true, flush: 'post' },
  )
}
