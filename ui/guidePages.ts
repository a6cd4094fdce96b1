/** Makes pages of the guide (`docs/guide`) part of the window: when it is built, not when it runs. */
import { lexer, type Token, type Tokens } from 'marked'
import type { Plugin } from 'vite'

import type { GuideNode, GuidePage, GuideSection } from './src/views/guide/guidePage'

/** The elements that a page may write as HTML: Markdown has no sign for them. */
const HTML = /^<(\/?)(kbd)>$/
/** What a section is for: jobs, and tabs as `kind/tab`. */
const FOR = /^<!--\s*for:\s*([\s\S]*?)\s*-->\s*$/

/** The anchor that a forge gives a heading. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-')
}

const text = (nodes: readonly GuideNode[]): string => nodes.map((node) => (typeof node === 'string' ? node : text(node.children))).join('')

const element = (tag: string, children: GuideNode[], href?: string): GuideNode => (href === undefined ? { tag, children } : { tag, children, href })

/** Markdown's own escapes of a text, taken back. */
const plain = (escaped: string) =>
  escaped.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[name] as string)

/** What stands in a line. HTML comes as two tokens with what is between them. */
function inline(tokens: readonly Token[]): GuideNode[] {
  const found: GuideNode[] = []
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] as Token
    const opened = token.type === 'html' ? HTML.exec(token.raw) : null
    if (opened) {
      const end = tokens.findIndex(({ raw }, index) => index > at && raw === `</${opened[2]}>`)
      if (opened[1] || end < 0) throw new Error(`${token.raw} stands alone`)
      found.push(element(opened[2] as string, inline(tokens.slice(at + 1, end))))
      at = end
    } else {
      found.push(one(token))
    }
  }
  return found
}

function one(token: Token): GuideNode {
  const children = () => inline((token as Tokens.Generic).tokens ?? [])
  switch (token.type) {
    case 'text':
      return (token as Tokens.Text).tokens ? element('span', children()) : plain(token.text as string)
    case 'escape':
      return plain(token.text as string)
    case 'strong':
    case 'em':
      return element(token.type, children())
    case 'codespan':
      return element('code', [plain(token.text as string)])
    case 'link':
      return element('a', children(), token.href as string)
    default:
      throw new Error(`the guide has no ${token.type}: ${token.raw}`)
  }
}

function block(token: Token): GuideNode {
  switch (token.type) {
    case 'paragraph':
      return element('p', inline((token as Tokens.Paragraph).tokens))
    case 'code':
      return element('pre', [element('code', [token.text as string])])
    case 'list': {
      const { ordered, items } = token as Tokens.List
      return element(ordered ? 'ol' : 'ul', items.map((item) => element('li', item.tokens.map(inItem))))
    }
    case 'table': {
      const { header, rows } = token as Tokens.Table
      const row = (tag: string, cells: Tokens.TableCell[]) => element('tr', cells.map((cell) => element(tag, inline(cell.tokens))))
      return element('table', [element('thead', [row('th', header)]), element('tbody', rows.map((cells) => row('td', cells)))])
    }
    default:
      throw new Error(`the guide has no ${token.type}: ${token.raw}`)
  }
}

/** A short item is one text, a long one has blocks. */
const inItem = (token: Token): GuideNode => (token.type === 'text' ? one(token) : block(token))

/** Reads one page: its title, and under it the sections, one for each heading. */
export function readPage(markdown: string): GuidePage {
  const sections: GuideSection[] = []
  for (const token of lexer(markdown)) {
    const last = sections.at(-1)
    if (token.type === 'heading') {
      const title = text(inline((token as Tokens.Heading).tokens))
      if ((token.depth === 1) !== (sections.length === 0) || (token.depth as number) > 2) {
        throw new Error(`“${title}”: a page has one title, and headings of the second level under it`)
      }
      sections.push({ id: anchorOf(title), title, isFor: [], text: '', nodes: [] })
    } else if (!last) {
      throw new Error('a page begins with its title')
    } else if (token.type === 'html' && FOR.test(token.raw.trim())) {
      last.isFor.push(...(FOR.exec(token.raw.trim())?.[1] ?? '').split(/[\s,]+/))
    } else if (token.type !== 'space') {
      const node = block(token)
      last.nodes.push(node)
      last.text += `${text([node])} `
    }
  }
  return { sections }
}

/** For Vite: a Markdown file is a module with the page that it is. */
export function guidePages(): Plugin {
  return {
    name: 'guide-pages',
    transform(code, id) {
      if (!id.endsWith('.md')) return null
      return { code: `export default ${JSON.stringify(readPage(code))}`, map: null }
    },
  }
}
