import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import { useI18n } from 'vue-i18n'

import { api } from '@/platform'
import type { ObjectKey, Page } from '@/platform/bindings'
import { useView } from '@/stores/view'

import type { JobQuestion } from './jobs'

/** How many are named; the others are counted. */
const NAMED = 5
/** How many objects are looked at to find those. */
const LOOKED_AT = 50

/** What a job would be done to. */
export interface Affected {
  /** Their names, in quotes; empty until known. Stays while a dialog fades. */
  names: ShallowRef<string>
  /** The page of the only one; none where there are several. */
  only: ComputedRef<Page | null>
}

/** Finds out what a job that is asked about would be done to. */
export function useAffected(question: () => JobQuestion | null): Affected {
  const { t } = useI18n()
  const affected = shallowRef<ObjectKey[]>([])

  /** In a mixed selection, only those that the job would run on are named. */
  async function find(now: JobQuestion): Promise<void> {
    const { action, objects } = now
    if (action.appliesTo >= objects.length) {
      affected.value = objects.slice(0, NAMED)
      return
    }
    affected.value = []
    const found: ObjectKey[] = []
    for (const object of objects.slice(0, LOOKED_AT)) {
      const answer = await api.actions([object]).catch(() => [])
      if (question() !== now) return
      if (answer.some(({ job, refusal }) => job === action.job && !refusal)) found.push(object)
      if (found.length === Math.min(NAMED, action.appliesTo)) break
    }
    affected.value = found
  }

  watch(question, (now) => {
    if (now) void find(now)
  }, { immediate: true })

  const pages = Array.from({ length: NAMED }, (_, index) => useView(() => {
    const object = question() && affected.value[index]
    return object ? { view: 'page' as const, object } : null
  }))
  const names = shallowRef('')
  watch(() => pages.map((page) => page.body.value?.name), (known) => {
    const now = question()
    // Nothing is open any more: the words stay until the dialog has gone.
    if (!now) return
    const list = known.filter((name) => name !== undefined).map((name) => t('action.quoted', { name }))
    const more = now.action.appliesTo - list.length
    const joined = list.join(', ')
    names.value = more > 0 && list.length > 0 ? t('action.andMore', { names: joined, n: more }) : joined
  }, { immediate: true })

  const only = computed(() => (question()?.action.appliesTo === 1 ? (pages[0]?.body.value ?? null) : null))
  return { names, only }
}
