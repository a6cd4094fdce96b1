/**
 * A document for xterm.js under a policy that forbids inline style.
 *
 * xterm.js fills `<style>` elements and writes `style` attributes, which `style-src 'self'` turns
 * away. It takes the document to work in as an option; this one passes everything on to the real
 * document, save that the text of a `<style>` goes into an adopted style sheet, and a `style`
 * attribute through the CSS object model. Both are allowed, because no markup can do either.
 */
export interface StyleSafeDocument {
  /** Given to xterm.js as `documentOverride`. */
  document: Document
  /** Takes the style sheets away again. */
  dispose(): void
}

/** A document that keeps to the policy, on top of `real`. */
export function styleSafeDocument(real: Document): StyleSafeDocument {
  const sheets: CSSStyleSheet[] = []

  function adoptText(element: HTMLStyleElement): void {
    const sheet = new CSSStyleSheet()
    sheets.push(sheet)
    real.adoptedStyleSheets = [...real.adoptedStyleSheets, sheet]
    let text = ''
    Object.defineProperty(element, 'textContent', {
      get: () => text,
      set: (css: string) => {
        text = css
        sheet.replaceSync(css)
      },
    })
    element.remove = () => {
      drop([sheet])
      HTMLStyleElement.prototype.remove.call(element)
    }
  }

  function drop(gone: CSSStyleSheet[]): void {
    real.adoptedStyleSheets = real.adoptedStyleSheets.filter((sheet) => !gone.includes(sheet))
  }

  function createElement(name: string, options?: ElementCreationOptions): HTMLElement {
    const element = real.createElement(name, options)
    if (element instanceof HTMLStyleElement) adoptText(element)
    else element.setAttribute = setAttribute
    return element
  }

  const document = new Proxy(real, {
    get(target, property) {
      if (property === 'createElement') return createElement
      const value: unknown = Reflect.get(target, property, target)
      // The document's own methods refuse to be called on a proxy.
      return typeof value === 'function' ? value.bind(target) : value
    },
    set: (target, property, value) => Reflect.set(target, property, value, target),
  })
  return { document, dispose: () => drop(sheets) }
}

function setAttribute(this: HTMLElement, name: string, value: string): void {
  if (name === 'style') this.style.cssText = value
  else Element.prototype.setAttribute.call(this, name, value)
}
