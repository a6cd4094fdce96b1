import { watch } from 'vue'
import { api } from '@/platform'
import { connections } from '@/stores/connections'
import { go } from '@/stores/selection'
import { openAddress } from './addresses'
import { type Wish, wish } from '@/stores/startup'

const GIVE_UP_MS = 60_000

/** Selects what the command line named, once some pool has it. */
export function useCommandLine(): void {
  watch(wish, (wanted, _, onCleanup) => onCleanup(seek(wanted)), { immediate: true })
}

/** Looks for it until it is found, or for a minute; answers with how to stop. */
function seek({ select, tab }: Wish): () => void {
  if (!select) return () => {}
  if (openAddress(select)) return () => {}
  const name = select
  const until = Date.now() + GIVE_UP_MS
  let done = false

  async function look(): Promise<void> {
    const hits = await api.search(name, 1).catch(() => [])
    const hit = hits[0]
    if (!hit || done) return
    end()
    go(hit.object, tab ?? undefined)
  }

  // While a pool is still on its way, the name may stand for something in it.
  const settled = () =>
    connections.value.length > 0 &&
    connections.value.every(({ state }) => state.is !== 'connecting' && state.is !== 'syncing')

  const stop = watch(
    connections,
    () => {
      if (Date.now() > until) end()
      else if (settled()) void look()
    },
    { immediate: true, flush: 'post' },
  )

  function end(): void {
    done = true
    stop()
  }
  return end
}
