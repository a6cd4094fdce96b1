import { computed, onScopeDispose, type Ref, shallowRef, watch } from 'vue'

import { api } from '@/platform'
import type { ListKind, QueryCompletion, QueryFault, QueryReading } from '@/platform/bindings'

const READ_AFTER_MS = 60

const NOTHING: QueryReading = { faults: [], from: 0, to: 0, completions: [], expects: null }

/**
 * What the engine says of a filter while it is typed. It is asked once typing pauses, and an answer to what is not
 * there any more is dropped.
 */
export function useQueryReading(text: Ref<string>, cursor: Ref<number>, list: () => ListKind | null) {
  const reading = shallowRef<QueryReading>(NOTHING)
  /** What the reading is of. */
  const read = shallowRef('')
  let timer: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(() => clearTimeout(timer))

  async function ask(): Promise<void> {
    const [asked, at] = [text.value, cursor.value]
    const answer = await api.readQuery(asked, at, list()).catch(() => NOTHING)
    if (asked !== text.value || at !== cursor.value) return
    reading.value = answer
    read.value = asked
  }
  watch([text, cursor], () => {
    clearTimeout(timer)
    timer = setTimeout(() => void ask(), READ_AFTER_MS)
  })

  const isCurrent = computed(() => read.value === text.value)
  return {
    /** Asks now, whether or not anything was typed. */
    ask,
    /** What could not be understood. */
    faults: computed<QueryFault[]>(() => (isCurrent.value ? reading.value.faults : [])),
    completions: computed<QueryCompletion[]>(() => (isCurrent.value ? reading.value.completions : [])),
    expects: computed(() => (isCurrent.value ? reading.value.expects : null)),
    /** The text with a completion in its place, and where the cursor then is. */
    completed({ text: typed }: QueryCompletion): { text: string; cursor: number } {
      const { from, to } = reading.value
      return { text: text.value.slice(0, from) + typed + text.value.slice(to), cursor: from + typed.length }
    },
  }
}
