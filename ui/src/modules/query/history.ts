import { layout } from '@/stores/settings'

const MOST = 12

/** The filters that were used last, the newest first; kept over restarts. */
export const queryHistory = layout<string[]>('queryHistory', [])

/** Remembers a filter that was used. What is very short is typed again as quickly. */
export function rememberQuery(text: string): void {
  const used = text.trim()
  if (used.length < 3) return
  queryHistory.value = [used, ...queryHistory.value.filter((one) => one !== used)].slice(0, MOST)
}
