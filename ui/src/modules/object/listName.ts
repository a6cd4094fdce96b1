import { useI18n } from 'vue-i18n'

import type { ListKind, RowKind } from '@/platform/bindings'

/** What a list is called depends on whose it is: a host's PBDs are its storage, an SR's its hosts. */
export function useListName(): (kind: RowKind, list: ListKind) => string {
  const { t, te } = useI18n()
  return (kind, list) => {
    const key = `tab.${kind}.${list}`
    return te(key, 'en') ? t(key) : t(`list.${list}`)
  }
}
