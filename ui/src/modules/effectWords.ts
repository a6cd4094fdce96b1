import { computed, type ComputedRef, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'

import { useFormat } from '@/components/ui/format'
import type { Affected, Effect, Preview } from '@/platform/bindings'

/** How many are named in a sentence; the others are counted. */
const NAMED = 5

/** The sentences of what is at risk, the gravest first; `{names}` are those that it is said of. */
const SENTENCES: [string, (effect: Effect) => boolean][] = [
  ['gone', (effect) => effect.is === 'remove' && effect.object.class === 'VM'],
  ['overwritten', ({ is }) => is === 'overwrite'],
  ['loseUnsaved', ({ is }) => is === 'loseUnsaved'],
  ['mayStillRun', ({ is }) => is === 'mayStillRun'],
  ['mayLoseUnsaved', ({ is }) => is === 'mayLoseUnsaved'],
  ['mayBeStopped', (effect) => effect.is === 'byForceAfter' && effect.until === 'started'],
  ['mayBeReset', (effect) => effect.is === 'byForceAfter' && effect.until === 'rebooted'],
  ['loseSuspended', ({ is }) => is === 'loseSuspended'],
  ['forget', ({ is }) => is === 'forget'],
  ['started', (effect) => effect.is === 'interrupt' && effect.until === 'started'],
  ['rebooted', (effect) => effect.is === 'interrupt' && effect.until === 'rebooted'],
  ['resumed', (effect) => effect.is === 'interrupt' && effect.until === 'resumed'],
  ['unpaused', (effect) => effect.is === 'interrupt' && effect.until === 'unpaused'],
]

/** What a job would do, in sentences. */
export function useEffectWords(preview: Ref<Preview | undefined>): {
  /** What is at risk, of whom; empty until known, and where nothing is. */
  impact: ComputedRef<string>
  /** Names in quotes, the first of them; the others are counted. */
  named(all: Ref<Affected[]>): ComputedRef<string>
} {
  const { t } = useI18n()
  const format = useFormat()

  /** Each that goes back to what it was, to its own time. */
  function goingBack(): string[] {
    const effects = (preview.value?.planned ?? []).flatMap((planned) => planned.effects)
    return effects.flatMap((effect) =>
      effect.is === 'goBack'
        ? t(effect.cutsOff ? 'effect.goBackCutOff' : 'effect.goBack', { name: t('action.quoted', { name: effect.name }), time: format.dateTime(effect.unix) })
        : [],
    )
  }

  /** How long guests are given: each the same. */
  const time = computed(() => {
    const effects = (preview.value?.planned ?? []).flatMap((planned) => planned.effects)
    const minutes = effects.flatMap((effect) => (effect.is === 'byForceAfter' ? effect.minutes : []))
    return format.duration((minutes[0] ?? 0) * 60)
  })

  function names(all: string[]): string {
    const list = all.slice(0, NAMED).map((name) => t('action.quoted', { name }))
    const more = all.length - list.length
    return more > 0 ? t('action.andMore', { names: list.join(', '), n: more }) : list.join(', ')
  }

  const impact = computed(() => {
    const told = new Set<string>()
    const sentences = SENTENCES.flatMap(([key, fits]) => {
      const hit = (preview.value?.planned ?? []).filter(({ effects }) => effects.some(fits)).map(({ affected }) => affected.name)
      // A sentence on what is lost says that they are cut off as well.
      const fresh = hit.filter((name) => !told.has(name))
      for (const name of hit) told.add(name)
      return fresh.length > 0 ? t(`effect.${key}`, { names: names(fresh), time: time.value }, fresh.length) : []
    })
    return [...goingBack(), ...sentences].join(' ')
  })

  return { impact, named: (all) => computed(() => names(all.value.map(({ name }) => name))) }
}
