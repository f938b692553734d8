/** The colours and the letter of the paper, as the theme says. */
export interface Ink {
  readonly paper: string
  readonly minor: string
  readonly major: string
  readonly trace: string
  readonly mark: string
  readonly letter: string
  readonly quiet: string
  readonly font: string
}

/** Reads the tokens once; `whenThemeChanges` says when to read them again. */
export function readInk(element: Element): Ink {
  const style = getComputedStyle(element)
  const token = (name: string): string => style.getPropertyValue(name).trim()
  return {
    paper: token('--ecg-paper'),
    minor: token('--ecg-minor'),
    major: token('--ecg-major'),
    trace: token('--ecg-trace'),
    mark: token('--ecg-mark'),
    letter: token('--ink'),
    quiet: token('--ink-2'),
    font: token('--font') || 'sans-serif',
  }
}

/** Calls when the page changes between light and dark. @returns how to stop */
export function whenThemeChanges(then: () => void): () => void {
  const observer = new MutationObserver(then)
  observer.observe(document.documentElement, {
    attributes: true,
    attributeFilter: ['data-theme', 'class', 'style'],
  })
  const scheme = matchMedia('(prefers-color-scheme: dark)')
  scheme.addEventListener('change', then)
  return () => {
    observer.disconnect()
    scheme.removeEventListener('change', then)
  }
}
