/** What this app calls itself to the hub; the version of package.json (`app-version.test.ts`). */
export const APP_VERSION = '0.1.0'
