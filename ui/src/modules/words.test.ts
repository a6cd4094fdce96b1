import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

import { describe, expect, it } from 'vitest'

import en from '@/locales/en/objects.json'
import enProblems from '@/locales/en/problems.json'
import fr from '@/locales/fr/objects.json'
import frProblems from '@/locales/fr/problems.json'

/** The ids that Rust can produce, as its own list has them. */
const source = readFileSync(resolve('../crates/inventory/src/words.rs'), 'utf8')
const bindings = readFileSync(resolve('src/platform/bindings.ts'), 'utf8')

function listed(name: string): string[] {
  const list = source.match(new RegExp(`const ${name}: &\\[&str\\] = &\\[([^\\]]*)\\]`))?.[1] ?? ''
  return [...list.matchAll(/"([^"]+)"/g)].map((found) => found[1]!)
}

/** The members of a union of words in the generated contract. */
function union(name: string): string[] {
  const list = bindings.match(new RegExp(`export type ${name} = ([^;]*);`))?.[1] ?? ''
  return [...list.matchAll(/"([^"]+)"/g)].map((found) => found[1]!)
}

function keys(tree: object, at = ''): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [`${at}${key}`] : keys(value as object, `${at}${key}.`))
}

describe.each([['English', en], ['French', fr]])('in %s', (_, words) => {
  it.each([
    ['section', listed('SECTIONS')],
    ['field', listed('FIELDS')],
    ['column', listed('COLUMNS')],
    ['term', listed('TERMS')],
    ['job', union('Job')],
    ['list', union('ListKind')],
    ['table.empty', union('ListKind')],
  ])('every %s has its words', (group, ids) => {
    expect(ids.length).toBeGreaterThan(5)
    const have = new Set(keys(words))
    expect(ids.filter((id) => !have.has(`${group}.${id}`))).toEqual([])
  })
})

it('says the same things in both languages', () => {
  expect(keys(fr)).toEqual(keys(en))
  expect(keys(frProblems)).toEqual(keys(enProblems))
})

it.each(['inventory', 'engine'])('every problem of %s has its sentence', (crate) => {
  const text = readFileSync(resolve(`../crates/${crate}/src/words.rs`), 'utf8')
  const list = text.match(/const PROBLEMS[^=]*= &\[([\s\S]*?)\n\];/)?.[1] ?? ''
  const codes = [...list.matchAll(/\("(\w+)",/g)].map((found) => found[1]!)
  expect(codes.length).toBeGreaterThan(30)
  expect(codes.filter((code) => !(code in enProblems))).toEqual([])
})

it('fills the same gaps in both languages', () => {
  const gaps = (text: string): string[] => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([gap]) => gap))].sort()
  const flat = (tree: object): string[] =>
    Object.values(tree).flatMap((value) => (typeof value === 'string' ? [value] : flat(value as object)))
  for (const [english, french] of [[en, fr], [enProblems, frProblems]]) {
    const other = flat(french!)
    flat(english!).forEach((text, index) => expect(gaps(other[index]!), text).toEqual(gaps(text)))
  }
})
