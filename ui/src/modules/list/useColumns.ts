import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'

import type { MenuItem } from '@/components/ui/menu'
import type { Column, ListKind } from '@/platform/bindings'
import { layout } from '@/stores/settings'

/** The columns that a person does not want, by kind of list; kept over restarts. */
const hidden = layout<Partial<Record<ListKind, string[]>>>('tableHidden', {})
/** Those of whoever has not chosen yet. The texts of messages are long; whoever selects one reads it. */
const HIDDEN_AT_FIRST: Partial<Record<ListKind, string[]>> = { messages: ['body'] }

/** Which columns of a list are shown, and the menu in which they are chosen. The first, the name, stays. */
export function useColumns(list: () => ListKind, given: () => Column[]): {
  /** All that the list has. */
  all: ComputedRef<Column[]>
  columns: ComputedRef<Column[]>
  /** Where the cells of the shown ones stand in a row; none where all are shown. */
  shown: ComputedRef<number[] | undefined>
  items: ComputedRef<MenuItem[]>
  toggle(column: string): void
} {
  const { t } = useI18n()
  const all = computed(given)
  const off = computed(() => hidden.value[list()] ?? HIDDEN_AT_FIRST[list()] ?? [])
  const isShown = ({ id }: Column, index: number) => index === 0 || !off.value.includes(id)
  const shown = computed(() => {
    const found = all.value.flatMap((column, index) => (isShown(column, index) ? [index] : []))
    return found.length === all.value.length ? undefined : found
  })

  return {
    all,
    shown,
    columns: computed(() => shown.value?.map((index) => all.value[index] as Column) ?? all.value),
    items: computed(() =>
      all.value.slice(1).map((column) => ({
        id: column.id,
        label: t(`column.${column.id}`),
        checked: isShown(column, 1),
      })),
    ),
    toggle: (column) => {
      const others = off.value.filter((one) => one !== column)
      const next = others.length === off.value.length ? [...others, column] : others
      hidden.value = { ...hidden.value, [list()]: next }
    },
  }
}
