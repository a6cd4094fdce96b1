import { shallowReactive } from 'vue'

import type { Cell, Field, Job, ObjectKey, Page, Preview } from '@/platform/bindings'

import type { Inputs } from '../jobs'

/** Something of an object that was edited and is not done yet: what is said with one job. */
export interface Change {
  job: Job
  inputs: Inputs
  /** What the lines that the job changes said when it was edited: anything else by now is somebody else's change. */
  seen: readonly Field[]
}

/** All that was edited of one object. */
export interface Draft {
  changes: readonly Change[]
  /** What it would do, once the engine has said so. */
  preview: Preview | undefined
}

const drafts = shallowReactive(new Map<string, Draft>())
const NONE: Draft = { changes: [], preview: undefined }

const idOf = ({ connection, class: of, reference }: ObjectKey): string => JSON.stringify([connection, of, reference])

/** What was edited of an object. */
export function draftOf(object: ObjectKey): Draft {
  return drafts.get(idOf(object)) ?? NONE
}

/** The lines of a page that a job changes, as they are. */
function linesOf({ sections }: Page, job: Job): Field[] {
  return sections.flatMap(({ fields }) => fields.filter(({ editor }) => editor === job))
}

/** Keeps what is said with a job, in place of what was said before, as said in view of what the page shows. */
export function keepChange(page: Page, job: Job, inputs: Inputs): void {
  const draft = draftOf(page.object)
  const others = draft.changes.filter((change) => change.job !== job)
  drafts.set(idOf(page.object), { ...draft, changes: [...others, { job, inputs, seen: linesOf(page, job) }] })
}

/** Takes an edit back. */
export function dropChange(object: ObjectKey, job: Job): void {
  const draft = draftOf(object)
  const changes = draft.changes.filter((change) => change.job !== job)
  if (changes.length === 0) dropDraft(object)
  else drafts.set(idOf(object), { ...draft, changes })
}

/** Takes all edits of an object back. */
export function dropDraft(object: ObjectKey): void {
  drafts.delete(idOf(object))
}

/** What the edits would do, as the engine says. */
export function showDraft(object: ObjectKey, preview: Preview | undefined): void {
  const draft = drafts.get(idOf(object))
  if (draft) drafts.set(idOf(object), { ...draft, preview })
}

/** Whether somebody else has changed what was edited. */
export function isOvertaken(change: Change, page: Page): boolean {
  const now = linesOf(page, change.job)
  const same = (one: Cell, other: Cell) => JSON.stringify(one) === JSON.stringify(other)
  return change.seen.some((seen) => now.some(({ id, value }) => id === seen.id && !same(value, seen.value)))
}
