import type { FormField, StorageContent, StorageKind } from '@/platform/bindings'

import type { Inputs } from './jobs'

/** A part of a form that has too much in it for one list: its heading is `sheet.<id>`. */
interface SheetSection {
  id: string
  /** Fields by their names, those that are asked. */
  fields: readonly string[]
  /** Whether it stands in the second column, where there is room for two: a section stays where it is, however long others become. */
  aside?: true
}

/** How a large form is drawn: in sections, and what is asked only where something else was said. */
interface JobSheet {
  sections: readonly SheetSection[]
  when: Readonly<Record<string, (inputs: Inputs) => boolean>>
}

/** A schedule's hour and days are asked for only where they count. */
const TIMES: JobSheet['when'] = {
  hour: ({ frequency }) => frequency !== 'hourly',
  days: ({ frequency }) => frequency === 'weekly',
}

/** Whether new storage is of one of these kinds. */
function isOf(...kinds: StorageKind[]): (inputs: Inputs) => boolean {
  return ({ kind }) => kinds.some((one) => one === kind)
}

const SHEETS: Readonly<Record<string, JobSheet>> = {
  createVm: {
    sections: [
      { id: 'system', fields: ['template', 'install', 'disc', 'disk'] },
      { id: 'identity', fields: ['name', 'description', 'copies'] },
      { id: 'hardware', fields: ['vcpus', 'coresPerSocket', 'memory', 'firmware', 'vtpm', 'gpu', 'host'] },
      { id: 'storage', fields: ['sr', 'disks'], aside: true },
      { id: 'network', fields: ['networks'], aside: true },
      { id: 'cloudInit', fields: ['userData', 'networkConfig'], aside: true },
    ],
    when: {
      disc: ({ install }) => install === 'fromDisc',
      disk: ({ install }) => install === 'fromDisk',
    },
  },
  createSr: {
    sections: [
      { id: 'kind', fields: ['kind', 'name', 'description'] },
      { id: 'place', fields: ['host', 'server', 'port', 'version', 'share', 'user', 'password', 'export', 'iqn', 'lun', 'device'], aside: true },
      { id: 'content', fields: ['content', 'overwrite'], aside: true },
    ],
    when: {
      host: isOf('srLvm', 'srExt'),
      server: isOf('srNfs', 'srNfsIso', 'srIscsi'),
      port: isOf('srIscsi'),
      version: isOf('srNfs', 'srNfsIso'),
      share: isOf('srSmbIso'),
      user: isOf('srIscsi', 'srSmbIso'),
      password: isOf('srIscsi', 'srSmbIso'),
      export: isOf('srNfs', 'srNfsIso'),
      iqn: isOf('srIscsi'),
      lun: isOf('srIscsi', 'srHba'),
      device: isOf('srLvm', 'srExt'),
      content: (inputs) => !isOf('srNfsIso', 'srSmbIso')(inputs),
      overwrite: (inputs) => {
        const is = (inputs.content as StorageContent | undefined)?.is
        return is === 'format' || (is === 'new' && isOf('srLvm', 'srExt', 'srIscsi', 'srHba')(inputs))
      },
    },
  },
  createSchedule: { sections: [], when: TIMES },
  editSchedule: { sections: [], when: TIMES },
}

/** Fields that stand together. */
export interface FieldGroup {
  /** None: the form is no sheet, or nothing is said of where the fields belong. */
  id: string | null
  fields: FormField[]
  aside: boolean
}

/** Whether a job's form is drawn as a sheet. */
export function isSheet(job: string): boolean {
  return (SHEETS[job]?.sections.length ?? 0) > 0
}

/** What is asked, with what has been said so far. */
export function askedOf(job: string, fields: readonly FormField[], inputs: Inputs): FormField[] {
  const when = SHEETS[job]?.when ?? {}
  return fields.filter(({ name }) => when[name]?.(inputs) ?? true)
}

/** What is asked, as it is drawn: what no section names stands last. */
export function groupsOf(job: string, fields: readonly FormField[], inputs: Inputs): FieldGroup[] {
  const asked = askedOf(job, fields, inputs)
  const sections = SHEETS[job]?.sections ?? []
  const named = new Set(sections.flatMap((section) => section.fields))
  const groups: FieldGroup[] = sections.map(({ id, fields: names, aside }) => ({
    id,
    aside: aside ?? false,
    fields: names.flatMap((name) => asked.find((field) => field.name === name) ?? []),
  }))
  groups.push({ id: null, aside: sections.length > 0, fields: asked.filter(({ name }) => !named.has(name)) })
  return groups.filter((group) => group.fields.length > 0)
}

/** What was said of what is asked: what is not asked any more is not said. */
export function saidOf(job: string, fields: readonly FormField[], inputs: Inputs): Inputs {
  const asked = new Set(askedOf(job, fields, inputs).map(({ name }) => name))
  const known = new Set(fields.map(({ name }) => name))
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => asked.has(name) || !known.has(name)))
}
