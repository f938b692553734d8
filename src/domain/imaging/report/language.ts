/** Languages in which a report can be written. */
export type ReportLanguage = 'en' | 'zh-CN'

/** The same words in every one of them. */
export type InLanguages = Readonly<Record<ReportLanguage, string>>
