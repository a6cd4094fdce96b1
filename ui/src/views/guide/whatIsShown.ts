import { modals } from '@/stores/modals'
import { connections } from '@/stores/connections'
import { selection } from '@/stores/selection'

/** What is asked about on top of everything, if it is a job. */
function jobAsked(): string | undefined {
  const { action } = (modals.value.at(-1)?.props() ?? {}) as { action?: { job?: string } }
  return action?.job
}

/** What the window shows now, as sections of the guide name it: what says most of it first. */
export function whatIsShown(): string[] {
  const job = jobAsked()
  const [row] = selection.rows.value
  const kind = row?.kind ?? (connections.value.length === 0 ? 'welcome' : 'overview')
  const tab = selection.tab.value
  return [...(job ? [job] : []), ...(row && tab ? [`${kind}/${tab}`] : []), `${kind}/*`]
}
