import { getLocale, setLocale } from '#words/runtime.js'

export type Theme = 'system' | 'light' | 'dark'

/** Read by `static/theme.js` before the first paint. */
const THEME_KEY = 'hinterland-theme'

const LANGUAGES = { 'zh-CN': '中文', en: 'English' } as const
type Language = keyof typeof LANGUAGES

/** A browser may forbid storage; then the choice lasts until the page is closed. */
function storedTheme(): Theme {
  try {
    return (localStorage.getItem(THEME_KEY) as Theme | null) ?? 'system'
  } catch {
    return 'system'
  }
}

/** How this person likes the app to look and speak, on this tablet. Nothing of a patient is kept here. */
class Preferences {
  language = $state<Language>(getLocale())
  theme = $state<Theme>(storedTheme())

  get otherLanguage() {
    const code: Language = this.language === 'en' ? 'zh-CN' : 'en'
    return { code, name: LANGUAGES[code] }
  }

  switchLanguage(): void {
    this.language = this.otherLanguage.code
    void setLocale(this.language, { reload: false })
    document.documentElement.lang = this.language
  }

  setTheme(theme: Theme): void {
    this.theme = theme
    this.applyTheme()
    try {
      localStorage.setItem(THEME_KEY, theme)
    } catch {
      // Lasts until the page is closed.
    }
  }

  applyTheme(): void {
    const dark =
      this.theme === 'dark' || (this.theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
    document.documentElement.dataset.theme = dark ? 'dark' : 'light'
  }

  /** Follows the system while nobody chose. */
  start(): void {
    document.documentElement.lang = this.language
    this.applyTheme()
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.applyTheme())
  }
}

export const preferences = new Preferences()
