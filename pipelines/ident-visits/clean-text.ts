/** Cyrillic and other letters stay; control characters, HTML and anything the portal would read as a command do not. */

const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b-\u200f\u2028\u2029\ufeff]/g
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g
const LINE_TAG = /<\s*(?:br|\/p|\/div|\/li)\s*\/?>/gi
const TAG = /<\/?[a-z][^<>]*>/gi
const BATCH_REFERENCE = /\$(?=(?:result|total|next|time|error)\[)/gi
const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&nbsp;': ' ' }

/**
 * A text from the clinic's database as it may be written to the portal: trimmed, without control characters and HTML, entities resolved, and with
 * `$result[` taken apart (the portal's batch would replace it). Undefined when nothing readable is left. Pure.
 */
export function cleanText(raw: string | undefined): string | undefined {
  if (raw === undefined) return undefined
  const text = raw
    .replace(/\r\n?/g, '\n')
    .replace(CONTROL, '')
    .replace(LONE_SURROGATE, '')
    .replace(LINE_TAG, '\n')
    .replace(TAG, '')
    .replace(/&(?:amp|lt|gt|quot|#39|nbsp);/g, (entity) => ENTITIES[entity] ?? entity)
    .replace(BATCH_REFERENCE, '$ ')
    .replace(/[ \t\u00a0]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
  return text === '' ? undefined : text
}

/** The text without its tail, cut between words where one is near, with `…` when something is missing. Counts UTF-16 units, splits no pair. Pure. */
export function shorten(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text
  const cut = text.slice(0, maxLength - 1).replace(/[\ud800-\udbff]$/, '')
  const space = cut.lastIndexOf(' ')
  return `${(space > Math.max(0, maxLength - 40) ? cut.slice(0, space) : cut).trimEnd()}…`
}
