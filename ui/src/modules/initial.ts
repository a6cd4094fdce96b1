import { useI18n } from 'vue-i18n'

import { useFormat } from '@/components/ui/format'
import type { FieldKind, FormField } from '@/platform/bindings'

/** What stands for nothing said, by how a thing is said. */
const EMPTY: Record<FieldKind['is'], unknown> = {
  text: '', file: '', folder: '', lines: '', code: '', secret: '', asked: undefined, tags: [], choice: undefined, several: [], severalTerms: [], term: null, order: [], bytes: null, count: null, switch: false, rows: [],
}

/** What is filled into a field at first. */
export function useInitial(): (field: FormField) => unknown {
  const { t } = useI18n()
  const { dateTime } = useFormat()
  return ({ initial, kind }) => {
    if (initial.is === 'value') return initial.value
    if (initial.is === 'words') {
      const time = dateTime(Date.now() / 1000)
      return t(`jobInitial.${initial.words}`, { name: initial.name, time }).trim()
    }
    return EMPTY[kind.is]
  }
}
